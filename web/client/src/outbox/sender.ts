import type { Message } from "../compose/message.js";
import { WsmtpError } from "../error/error.js";
import type { Progress } from "../runtime/wire.js";
import { outgoing } from "./content.js";
import { type OutboxEntry, begin, may, recover } from "./entry.js";
import { facts } from "./facts.js";
import { type Moment, type Outcome, blocked, blockedToo, settle } from "./fate.js";
import type { Schedule } from "./schedule.js";
import type { Step, Store } from "./store.js";
import type { Way } from "./way.js";

/** The longest sleep, in milliseconds: timers stand still while a computer sleeps, and the clock does not. */
const LONGEST_SLEEP = 60_000;

/** What the sender tells its outbox. */
export interface Listener {
  changed(id: string, entry: OutboxEntry | null): void;
  progress(id: string, progress: Progress): void;
  trouble(cause: unknown): void;
}

/** The mail that is being sent. */
interface Current {
  id: string;
  stop: AbortController;
}

/** Sends what is due, one mail after another, in the one tab that does so. */
export class Sender {
  readonly #way: Way;
  readonly #store: Store;
  readonly #schedule: Schedule;
  readonly #tell: Listener;
  #current: Current | null = null;
  #wake: () => void = () => undefined;
  /** Whether something happened since the sender last looked. */
  #called = false;

  constructor(way: Way, store: Store, schedule: Schedule, tell: Listener) {
    this.#way = way;
    this.#store = store;
    this.#schedule = schedule;
    this.#tell = tell;
  }

  /**
   * Sends until `end` is aborted, and then until the mail that is under way has an outcome. Throws where the storage
   * does not do as it should.
   */
  async run(end: AbortSignal): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    end.addEventListener("abort", () => this.#ended(), { signal });
    addEventListener("online", () => void this.#online(), { signal });
    try {
      await this.#recover();
      while (!end.aborted) await this.#round(end);
    } finally {
      over.abort();
    }
  }

  #ended(): void {
    this.#current?.stop.abort();
    this.wake();
  }

  /** Something has changed that may be due. */
  wake(): void {
    this.#called = true;
    this.#wake();
  }

  /** Stops this mail, if it is the one that is being sent and can be taken back. It is then held. */
  stop(id: string): void {
    if (this.#current?.id === id) this.#current.stop.abort();
  }

  /** Tries the first mail that is due, or sleeps until there may be one. */
  async #round(end: AbortSignal): Promise<void> {
    this.#called = false;
    const first = inOrder(await this.#store.list())[0];
    const wait = first === undefined ? LONGEST_SLEEP : time(first) - Date.now();
    if (end.aborted) return;
    if (first === undefined || wait > 0) await this.#sleep(wait);
    else await this.#attempt(first, end);
  }

  /** What is `sending` though nobody sends was left behind by a tab that is no more. */
  async #recover(): Promise<void> {
    const why = new WsmtpError(
      "outcome-unknown",
      "the page was closed while the mail was being sent, so look for it before sending it again",
    );
    await this.#changeAll((entry) =>
      may(entry, "recover") ? recover(entry, facts(why)) : undefined,
    );
  }

  /** The network is back: nobody waits for it any longer. */
  async #online(): Promise<void> {
    const now = new Date();
    const back: Step = (entry) =>
      entry.state === "waiting" && entry.waitsFor === "network"
        ? { ...entry, next: now, times: 0 }
        : undefined;
    await this.#changeAll(back).catch(this.#tell.trouble);
  }

  async #attempt(entry: OutboxEntry, end: AbortSignal): Promise<void> {
    const { id } = entry;
    try {
      // Before the mail's turn is written down: what fails here has certainly not sent it.
      await this.#way.warm({ signal: end });
    } catch (cause) {
      return end.aborted ? undefined : this.#blocked(id, toError(cause));
    }
    const message = await this.#store.message(id);
    const begun = await this.#change(id, (entry) =>
      may(entry, "begin") && !end.aborted ? begin(entry) : undefined,
    );
    // Somebody has taken it back meanwhile.
    if (begun == null) return;
    const holding = mayHold(begun, Date.now());
    const mail = message && outgoing(message, begun, holding);
    const stop = new AbortController();
    if (end.aborted) stop.abort();
    const outcome = mail === null ? lost() : await this.#send(mail, { id, stop });
    await this.#change(id, (entry) => {
      if (!may(entry, "settle")) return undefined;
      const settled = settle(entry, outcome, this.#moment(holding));
      if (settled.state !== "waiting" || !stop.signal.aborted) return settled;
      // Stopped by the end of this outbox, or else by somebody who is about to take it back.
      return end.aborted ? { ...settled, ...again() } : { ...settled, state: "held", next: null };
    });
  }

  async #send(mail: Message, current: Current): Promise<Outcome> {
    const { id, stop } = current;
    this.#current = current;
    const onProgress = (progress: Progress): void => this.#tell.progress(id, progress);
    try {
      return { info: await this.#way.sendMail(mail, { signal: stop.signal, onProgress }) };
    } catch (cause) {
      return { error: unforeseen(cause) };
    } finally {
      this.#current = null;
    }
  }

  /** The way to the server is closed: it would be so for the others too, so they need not try. */
  async #blocked(id: string, error: WsmtpError): Promise<void> {
    const entry = await this.#change(id, (entry) =>
      entry.state === "waiting" ? blocked(entry, error, this.#moment(false)) : undefined,
    );
    if (entry != null) await this.#changeAll((other) => blockedToo(other, entry));
  }

  #moment(holding: boolean): Moment {
    return { now: new Date(), schedule: this.#schedule, random: Math.random(), holding };
  }

  async #change(id: string, step: Step): Promise<OutboxEntry | null | undefined> {
    const entry = await this.#store.change(id, step);
    if (entry !== undefined) this.#tell.changed(id, entry);
    return entry;
  }

  async #changeAll(step: Step): Promise<void> {
    for (const entry of await this.#store.changeAll(step)) this.#tell.changed(entry.id, entry);
  }

  async #sleep(wait: number): Promise<void> {
    if (this.#called) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((wake) => {
      this.#wake = wake;
      timer = setTimeout(wake, Math.min(wait, LONGEST_SLEEP));
    });
    clearTimeout(timer);
  }
}

function time({ next }: OutboxEntry): number {
  return next?.getTime() ?? 0;
}

/** Those that wait: the one that is due first, and of several the one that was tried least. */
function inOrder(entries: readonly OutboxEntry[]): OutboxEntry[] {
  return entries
    .filter(({ state }) => state === "waiting")
    .sort((a, b) => time(a) - time(b) || a.attempts - b.attempts);
}

/** Whether the server may be asked to keep the mail until its time. A report has no sender to be held for. */
function mayHold({ at, here, from }: OutboxEntry, now: number): boolean {
  return at !== null && at.getTime() > now && !here && from !== "";
}

/** As the outbox found it, to be sent when it runs again. */
function again(): Pick<OutboxEntry, "state" | "next" | "waitsFor" | "error"> {
  return { state: "waiting", next: new Date(), waitsFor: "time", error: null };
}

function lost(): Outcome {
  const message = "the stored mail is damaged and cannot be sent: remove it";
  return { error: new WsmtpError("storage-failed", message) };
}

/** What was thrown, as an error of ours. */
export function toError(cause: unknown): WsmtpError {
  if (cause instanceof WsmtpError) return cause;
  return new WsmtpError("internal", `wsmtp failed, reload the page: ${String(cause)}`);
}

/** What nobody foresaw while a mail was sent says nothing about where the mail is. */
function unforeseen(cause: unknown): WsmtpError {
  const error = toError(cause);
  if (error.code !== "internal" || error.temporary) return error;
  return new WsmtpError(
    "outcome-unknown",
    `nobody knows whether the mail was taken, so look for it before sending it again: ${error.message}`,
  );
}
