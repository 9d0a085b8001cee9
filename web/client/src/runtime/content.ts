import { Composer } from "../../pkg/wsmtp_composer.js";
import { WsmtpError } from "../error/error.js";
import { Reader, unreadable } from "./reader.js";
import { wellFormed } from "./utf16.js";
import type { Source, Span, WireContent, WireMail } from "./wire.js";

/** The octets of one mail as they go out: what the composer writes, around what the sources hold. */
export class Content {
  readonly facts: WireContent;
  readonly #composer: Composer;
  readonly #reader: Reader;
  /** One read after another. */
  #reads: Promise<unknown> = Promise.resolve();

  /** The wasm has to be loaded. Throws `bad-input` for what cannot stand in a mail. */
  constructor(mail: WireMail, sources: readonly Source[], binary: boolean) {
    this.#composer = composer(mail, binary);
    this.facts = this.#composer.facts() as WireContent;
    this.#reader = new Reader(sources);
  }

  /**
   * The next octets, at most so many, or the first where `offset` is 0; null after the last. Rejected with `bad-input`
   * where a file cannot be read any more.
   */
  read(offset: number, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const read = this.#reads.then(() => this.#next(offset === 0, most));
    this.#reads = read.catch(() => undefined);
    return read;
  }

  /** Once nothing is being read any more. After a fault of its own the composer cannot be freed, and is lost. */
  free(): void {
    this.#reads.then(() => this.#composer.free()).catch(() => undefined);
  }

  async #next(first: boolean, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
    if (first) this.#composer.restart();
    for (;;) {
      const next = this.#composer.octets(most) as Uint8Array<ArrayBuffer> | Span | null;
      if (next === null || next instanceof Uint8Array) return next;
      await this.#supply(next);
    }
  }

  async #supply({ source, offset, length }: Span): Promise<void> {
    const octets = await this.#reader.read(source, offset, length).catch(() => null);
    if (octets === null || !this.#composer.supply(octets)) {
      throw new WsmtpError("bad-input", unreadable(this.#reader.sources[source]));
    }
  }
}

function composer(mail: WireMail, binary: boolean): Composer {
  try {
    return new Composer(wellFormed(mail), binary);
  } catch (thrown) {
    throw typeof thrown === "string" ? new WsmtpError("bad-input", thrown) : thrown;
  }
}
