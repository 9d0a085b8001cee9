import { WsmtpError } from "../error/error.js";

/** As JSON, for the wasm. Throws `bad-input` naming what is no text. */
export function json(value: object): string {
  return JSON.stringify(value, (name, one: unknown) =>
    typeof one === "string" ? text(name, one) : one,
  );
}

/** The value itself. Half of a surrogate pair has no form in UTF-8, and would arrive as another character. */
export function text(name: string, value: string): string {
  if (/\p{Cs}/u.test(value)) {
    throw new WsmtpError("bad-input", `half of a character stands in ${name}: write it anew`);
  }
  return value;
}
