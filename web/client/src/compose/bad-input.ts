import { WsmtpError } from "../error/error.js";

/** What a page gave for a mail, and no mail can hold. The sentence names the field and what to do. */
export function badInput(message: string): WsmtpError {
  return new WsmtpError("bad-input", message);
}

/** The value as text. Half of a surrogate pair has no form in UTF-8, and would arrive as another character. */
export function checkText(field: string, value: unknown): string {
  if (typeof value !== "string") throw badInput(`${field} is no text: give a string`);
  if (/\p{Cs}/u.test(value)) {
    throw badInput(`half of a character stands in ${field}: write it anew`);
  }
  return value;
}

/** Whether a field is set; it may be left out. */
export function checkFlag(field: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw badInput(`${field} is neither true nor false: give one of them, or leave it out`);
}

/** Whether a field says something: nodemailer passes over empty ones, and so does this. */
export function isGiven<T>(value: T): value is Exclude<T, "" | false | null | undefined> {
  return value !== undefined && value !== null && value !== "" && value !== false;
}

/** A list of any kind, such as a `FileList`, or what stands for a list of one. */
export function listed<T>(given: Iterable<T> | T | false | null | undefined): readonly T[] {
  if (!isGiven(given)) return [];
  return isList(given) ? [...given] : [given];
}

function isList<T>(given: Iterable<T> | T): given is Iterable<T> {
  if (typeof given !== "object" || given === null) return false;
  return Symbol.iterator in given && !ArrayBuffer.isView(given);
}

/** Throws `bad-input` for options that are none. */
export function checkGiven(options: unknown): void {
  if (!isRecord(options)) throw badInput("the options are none: give an object, or leave them out");
}

/** Any object that is no array: what the fields with named parts take. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
