import { WsmtpError } from "../error/error.js";

/**
 * The value itself. Throws `bad-input` naming the text in which half of a surrogate pair stands: that has no form in
 * UTF-8, and would arrive as another character.
 */
export function wellFormed<T>(value: T, name = "the text"): T {
  if (typeof value === "string" && /\p{Cs}/u.test(value)) {
    throw new WsmtpError("bad-input", `half of a character stands in ${name}: write it anew`);
  }
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    for (const [field, one] of Object.entries(value)) {
      wellFormed(one, Array.isArray(value) ? name : field);
    }
  }
  return value;
}
