import { legible } from "./legible.js";

/** Characters of a file's name: what file systems take, with room for what the browser adds. */
const MAX_NAME = 120;

/** The end of a name that tells its type. */
const MAX_ENDING = 16;

/**
 * A name that a stranger gave a file, fit to be shown and saved by: without controls and overrides of direction,
 * which could show `exe` as `txt`, and of a length that the end with its type is always seen.
 */
export function fileName(name: string): string {
  const plain = [...legible(name).replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd")];
  if (plain.length <= MAX_NAME) return plain.join("");
  const ending = plain.slice(-MAX_ENDING);
  return [...plain.slice(0, MAX_NAME - MAX_ENDING - 1), "…", ...ending].join("");
}
