import type { WireField } from "../runtime/wire.js";
import { badInput, checkText, isGiven, isRecord } from "./bad-input.js";

/** The value of a header field; a list makes one field of each. Lines and words are encoded and folded as needed. */
export type HeaderValue =
  string | number | boolean | Date | PreparedHeader | null | undefined | readonly HeaderValue[];

/** A value with a say in how it is written. */
export interface PreparedHeader {
  /** What the field says. */
  value: string;
  /** It goes out as it is; only line breaks with a space behind may stand in it. Off unless set. */
  prepared?: boolean | undefined;
  /** Whether what is `prepared` is still folded at spaces, to lines of 76. Off unless set. */
  foldLines?: boolean | undefined;
}

/** Fields by their names, or as a list of them. */
export type Headers = Readonly<Record<string, HeaderValue>> | HeaderPair | readonly HeaderPair[];

/** One field, or several of one name. */
export interface HeaderPair {
  /** The field's name: printable ASCII without colons and spaces (RFC 5322 section 2.2). */
  key: string;
  /** What it says. */
  value: HeaderValue;
}

/** One field, its value not yet looked at. */
export interface HeaderEntry {
  name: string;
  value: unknown;
}

/** `field-name`, RFC 5322 section 2.2. */
const NAME = /^[!-9;-~]+$/;
/** They say how a mail is put together, which nobody else knows. */
const OWN = [
  "content-type",
  "content-transfer-encoding",
  "content-disposition",
  "content-id",
  "mime-version",
];
/** RFC 5322 section 2.1.1, in octets without CRLF. */
const LINE = 76;

/** Every field that is asked for, one by one. */
export function headerEntries(field: string, headers: unknown): HeaderEntry[] {
  if (!isGiven(headers)) return [];
  if (Array.isArray(headers)) return headers.flatMap((one) => headerEntries(field, one));
  if (!isRecord(headers))
    throw badInput(`${field} holds no header fields: give an object or a list`);
  const { key, value } = headers;
  if (typeof key === "string" && "value" in headers) return flattened(key, value);
  return Object.entries(headers).flatMap(([name, value]) => flattened(name, value));
}

function flattened(name: string, value: unknown): HeaderEntry[] {
  return [value].flat(Infinity).map((one: unknown) => ({ name: name.trim(), value: one }));
}

/** The field as the wasm takes it; none where the value is empty. */
export function customField(field: string, { name, value }: HeaderEntry): WireField[] {
  if (!NAME.test(name)) {
    throw badInput(
      `${JSON.stringify(name)} in ${field} is no name of a header field: use letters, digits and hyphens`,
    );
  }
  if (OWN.includes(name.toLowerCase())) {
    throw badInput(
      `${name} in ${field} is written by wsmtp itself: leave it out, or set contentType and its like`,
    );
  }
  const said = isRecord(value) && "value" in value ? value["value"] : value;
  if (!isGiven(said)) return [];
  const text = checkText(`${name} in ${field}`, written(said));
  if (!isRecord(value) || value["prepared"] !== true) return [{ kind: "text", name, value: text }];
  const lines = text.replace(/\r?\n(?=[ \t])/g, "\r\n");
  return [
    { kind: "prepared", name, value: value["foldLines"] === true ? folded(name, lines) : lines },
  ];
}

function written(value: unknown): unknown {
  if (value instanceof Date) return value.toUTCString().replace("GMT", "+0000");
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** Broken before spaces, so that each line is as short as its words permit. */
function folded(name: string, value: string): string {
  let length = name.length + 2;
  return value
    .split(/(?=[ \t])/)
    .map((word) => {
      const breaks = length + word.length > LINE && word.trim() !== "" && /^[ \t]/.test(word);
      length = (breaks || word.includes("\n") ? 0 : length) + word.length;
      return breaks ? `\r\n${word}` : word;
    })
    .join("");
}
