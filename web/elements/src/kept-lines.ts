import type { TranscriptLine } from "wsmtp";

/** Lines kept of one conversation: a mail to 1,000 recipients, with room. */
export const MAX_LINES = 5_000;

/** The first lines of a conversation, as what comes later can only be understood from them. */
export class KeptLines {
  #lines: TranscriptLine[] = [];
  #missing = 0;

  /** A copy, oldest first; at most {@link MAX_LINES}. */
  get lines(): readonly TranscriptLine[] {
    return [...this.#lines];
  }

  /** How many lines came behind those. */
  get missing(): number {
    return this.#missing;
  }

  add(line: TranscriptLine): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push(line);
    else this.#missing += 1;
  }

  clear(): void {
    this.#lines = [];
    this.#missing = 0;
  }
}
