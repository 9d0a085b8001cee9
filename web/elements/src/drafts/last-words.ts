import { fromRecord, isDraftRecord, toRecord } from "./record.js";
import type { Draft, DraftContent } from "./draft.js";

/** Characters: what is longer is left to the drafts, as a tab remembers a few millions in all. */
const LONGEST = 1_000_000;

/**
 * What was written when the page was left, without files: a tab remembers it at once, where the disk may take longer than the page
 * has. It is the tab's alone, and ends with it.
 */
export class LastWords {
  readonly #key: string;
  /** What was noted before the page was loaded. */
  readonly #noted: Draft | null;

  /** `name` tells drafts of different accounts or forms apart. */
  constructor(name: string) {
    this.#key = `wsmtp-draft-${name}-last`;
    this.#noted = this.#read();
  }

  /** Notes how far a draft has come. */
  note(id: string, content: DraftContent): void {
    const { html, text } = content.body;
    const body = { html, text, images: [] };
    const told = JSON.stringify(toRecord(id, { ...content, body, files: [] }, String));
    try {
      if (told.length <= LONGEST) sessionStorage.setItem(this.#key, told);
    } catch {
      // Without storage the draft is as it was kept last.
    }
  }

  /** The drafts have it all. */
  forget(): void {
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      // Nothing is there, then.
    }
  }

  /** A draft as it was when the page was left, with its files as they were kept; `kept` where nothing newer is known. */
  of(id: string, kept: Draft | null): Draft | null {
    const last = this.#noted;
    if (last?.id !== id || (kept && kept.changedAt >= last.changedAt)) return kept;
    if (!kept) return last;
    return { ...last, files: kept.files, body: { ...last.body, images: kept.body.images } };
  }

  #read(): Draft | null {
    try {
      const last: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
      return isDraftRecord(last) ? fromRecord(last, new Map()) : null;
    } catch {
      return null;
    }
  }
}
