import type { TranscriptLine } from "wsmtp";
import { Exchange } from "../exchange.js";

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
  /** The mail's lines as they were typed, where this answers its end. */
  readonly typed: readonly string[];
}

/** Lines of a mail that are kept: more than anybody types. */
const MAX_TYPED = 1_000;

/** Puts the lines of one connection together: which reply answers what. */
export class Dialogue {
  readonly #exchange = new Exchange();
  #reply: string[] = [];
  #typed: string[] = [];

  /** Takes the next line; gives what it completes. */
  take(line: Pick<TranscriptLine, "direction" | "text">): Answered | null {
    const part = this.#exchange.take(line);
    if (part.kind === "command") this.#typed = [];
    if (part.kind === "content" && this.#typed.length < MAX_TYPED) this.#typed.push(line.text);
    if (part.kind !== "reply") return null;
    this.#reply.push(line.text);
    if (!part.last) return null;
    const reply = this.#reply;
    this.#reply = [];
    const { answers, code, waiting } = part;
    const typed = answers?.kind === "end" ? this.#typed : [];
    return { said: answers?.text ?? null, reply, code, together: waiting, typed };
  }
}
