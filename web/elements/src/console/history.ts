import { secretless } from "../explain/secret.js";

/** More lines than anybody goes back. */
const MAX_LINES = 200;

/** What was typed, to be typed again; in memory alone, and without secrets. */
export class History {
  /** INVARIANT: at most {@link MAX_LINES}, oldest first, no two neighbours alike. */
  readonly #lines: string[] = [];
  /** Which one is looked at; that behind the last is what is being typed. */
  #at = 0;
  #typed = "";

  /** Keeps a line, without what may be a password in it. */
  add(line: string): void {
    const kept = secretless(line);
    if (kept.trim() !== "" && this.#lines.at(-1) !== kept) this.#lines.push(kept);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
    this.#at = this.#lines.length;
    this.#typed = "";
  }

  /** The line before the one that is looked at; `typed` is what stands in the input now. */
  older(typed: string): string {
    if (this.#at === this.#lines.length) this.#typed = typed;
    this.#at = Math.max(this.#at - 1, 0);
    return this.#lines[this.#at] ?? typed;
  }

  /** The line behind it; in the end what was being typed. */
  newer(typed: string): string {
    if (this.#at === this.#lines.length) return typed;
    this.#at += 1;
    return this.#lines[this.#at] ?? this.#typed;
  }

  /** The addresses in all lines, the newest first. */
  get addresses(): readonly string[] {
    const said = this.#lines.flatMap((line) => line.match(ADDRESS) ?? []);
    return [...new Set(said.reverse())];
  }
}

/** As far as a line of SMTP shows it: quoted local parts with a space are passed over. */
const ADDRESS = /[^\s<>:"]+@[^\s<>:"]+/g;
