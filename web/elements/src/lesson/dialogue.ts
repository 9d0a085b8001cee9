import type { TranscriptLine } from "wsmtp";

/** Something said, and its answer. */
export interface Answered {
  /** The command, or `.` at the end of data; null for what a server says unasked, such as its greeting. */
  readonly said: string | null;
  /** The reply's lines, code and all; never empty. */
  readonly reply: readonly string[];
  /** The reply's three digits. */
  readonly code: string;
  /** How many commands waited for their answers when this one came, its own among them. */
  readonly together: number;
}

/** Commands that wait for their answers: far more than any server takes together. */
const MAX_PENDING = 1_000;

/** The command before a part of a mail. */
const CHUNK = /^BDAT \d+( LAST)?$/i;

/** Puts the lines of one connection together: which reply answers what. */
export class Dialogue {
  readonly #pending: string[] = [];
  #reply: string[] = [];
  #greeted = false;
  /** What the client says is the mail itself. */
  #content: "data" | "chunk" | null = null;

  /** Takes the next line; gives what it completes. */
  take({ direction, text }: Pick<TranscriptLine, "direction" | "text">): Answered | null {
    return direction === "C" ? this.#said(text) : this.#heard(text);
  }

  #said(text: string): null {
    const ends = this.#content === "data" && text === ".";
    // The next chunk need not wait for the answer to the one before (RFC 3030, section 4.2).
    const isChunk = this.#content !== "data" && CHUNK.test(text);
    if (this.#content === null || ends || isChunk) this.#ask(text);
    if (ends) this.#content = null;
    else if (isChunk) this.#content = "chunk";
    return null;
  }

  #ask(text: string): void {
    if (this.#pending.length < MAX_PENDING) this.#pending.push(text);
  }

  #heard(text: string): Answered | null {
    this.#reply.push(text);
    if (/^\d{3}-/.test(text)) return null;
    const reply = this.#reply;
    const together = this.#pending.length;
    this.#reply = [];
    const said = this.#greeted ? (this.#pending.shift() ?? null) : null;
    this.#greeted = true;
    const code = text.slice(0, 3);
    if (code === "354") this.#content = "data";
    else if (this.#content === "chunk" && !this.#pending.some((one) => CHUNK.test(one))) {
      this.#content = null;
    }
    return { said, reply, code, together };
  }
}
