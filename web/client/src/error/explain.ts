import { CLASSES, CODES, ENHANCED, LATER, NEW_PASSWORD } from "./meanings.js";
import type { Reply } from "./reply.js";

// As `explain.rs` of the engine does it. The enhanced code says more than the three digits, so it is asked first; but
// its subject names a trouble, and with success there is none.

/** What a reply means, in plain words. */
export function explain({ code, enhanced }: Reply): string {
  const known = (code >= 300 ? meaningOf(enhanced ?? "") : undefined) ?? CODES[code];
  if (known === undefined) return CLASSES[firstDigit(code)] ?? "";
  const later = firstDigit(code) === 4 && known !== NEW_PASSWORD;
  return later ? known + LATER : known;
}

/**
 * What a server's line means, in plain words, where it is the last one of a reply; empty before that, and where it is no
 * reply. An enhanced code (RFC 3463) says more than the three digits, and so is asked first.
 *
 * @example
 * ```js
 * console.log(explainLine("452 4.2.2 mailbox full")); // the mailbox is full
 * console.log(explainLine("354 ")); // the server waits for the mail, which a line with a single dot ends
 * ```
 */
export function explainLine(line: string): string {
  const [, digits, word] = /^([2-5]\d\d)(?!-)\s*(\S*)/.exec(line) ?? [];
  if (digits === undefined) return "";
  const failed = !digits.startsWith("2");
  const known = (failed ? meaningOf(word ?? "") : undefined) ?? CODES[digits];
  return known ?? CLASSES[firstDigit(Number(digits))] ?? "";
}

function meaningOf(enhanced: string): string | undefined {
  const [, key] = /^[245]\.(\d{1,3}\.\d{1,3})$/.exec(enhanced) ?? [];
  return key === undefined ? undefined : ENHANCED[key];
}

function firstDigit(code: number): number {
  return Math.floor(code / 100);
}
