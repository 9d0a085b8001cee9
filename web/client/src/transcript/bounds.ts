import { WsmtpError } from "../error/error.js";

/** Lines of one transcript: that of a mail to 1,000 recipients has some 2,000. */
export const MAX_LINES = 100_000;
/** Characters of one line: replies and content are shown with some 1,000 at most. */
export const MAX_LINE = 8_192;
/** Characters of a transcript, in writing and of all its lines as they were said. */
export const MAX_TEXT = 32 * 1024 * 1024;
/** The latest time of a line, in milliseconds: no session lasts for a day. */
export const MAX_AT = 86_400_000;

/** What cannot be shown, or would be a line of its own: the engine leaves none of it in what it tells. */
const UNSHOWN = /(?!\t)[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** A text from somewhere else, in which nothing can do harm where it is shown as text. */
export function shown(text: string, where: string): string {
  checkLength(text, where);
  return text.replace(UNSHOWN, "\u{fffd}");
}

/** Refuses what is longer than a line may be. */
export function checkLength(text: string, where: string): void {
  if (text.length > MAX_LINE) {
    throw unreadable(where, `it is longer than ${MAX_LINE} characters`);
  }
}

/** What is no transcript, and where. */
export function unreadable(where: string, why: string): WsmtpError {
  return new WsmtpError("bad-input", `${where} of the transcript cannot be read, as ${why}`);
}
