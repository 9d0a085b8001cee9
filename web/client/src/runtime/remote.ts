import { type WsmtpError, over } from "../error/error.js";
import { reasonOf } from "../error/reason.js";
import type { WorkerWasms } from "./protocol.js";
import type {
  Engine,
  EngineEvent,
  EngineOptions,
  Runtime,
  Source,
  WireEnvelope,
  WireMail,
} from "./wire.js";
import { WorkerLink, dead, noEngine } from "./worker-link.js";

/** The package's own worker, a page's, or where the script of one lies. */
export type WorkerSource = true | string | URL | Worker;

/** The page's side of a runtime in a worker. Several may share one worker. */
export class Remote implements Runtime {
  readonly #source: WorkerSource;
  readonly #wasms: WorkerWasms;
  #link: WorkerLink | null = null;
  /** Why no worker can be used any more: the page's own has ended, or the transport is closed. */
  #gone: WsmtpError | null = null;

  constructor(source: WorkerSource, wasms: WorkerWasms) {
    this.#source = source;
    this.#wasms = wasms;
  }

  async load(): Promise<void> {
    const link = this.#linked();
    await link.ready;
    await link.call((call) => ({ type: "load", call }));
  }

  async measure(envelope: WireEnvelope, mail: WireMail): Promise<number> {
    const order = { type: "measure", envelope, mail } as const;
    return (await this.#linked().call((call) => ({ ...order, call }))) as number;
  }

  async compose(mail: WireMail, sources: readonly Source[]): Promise<Blob> {
    const order = { type: "compose", mail, sources } as const;
    return (await this.#linked().call((call) => ({ ...order, call }))) as Blob;
  }

  open(options: EngineOptions, hear: (event: EngineEvent) => void): Engine {
    if (this.#link !== null) return this.#link.open(options, hear);
    // It has died since it was loaded.
    return noEngine(hear, dead("it ended"));
  }

  close(): void {
    // Or what is still being composed would start another worker, which nobody ends.
    this.#gone ??= over("transport");
    this.#link?.end(this.#gone);
  }

  /** The way to the worker, which is started where it is not there, or there no more. */
  #linked(): WorkerLink {
    if (this.#gone !== null) throw this.#gone;
    this.#link ??= this.#start();
    return this.#link;
  }

  #start(): WorkerLink {
    try {
      const worker = makeWorker(this.#source);
      const own = worker !== this.#source;
      return new WorkerLink(worker, own, this.#wasms, (why) => {
        this.#link = null;
        if (!own) this.#gone = why;
      });
    } catch (cause) {
      throw dead(reasonOf(cause));
    }
  }
}

function makeWorker(source: WorkerSource): Worker {
  // Bundlers know this form, and carry the script along.
  if (source === true)
    return new Worker(new URL("../worker.js", import.meta.url), { type: "module" });
  if (typeof source === "string" || source instanceof URL) {
    return new Worker(source, { type: "module" });
  }
  return source;
}
