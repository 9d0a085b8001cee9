import { readFields, readParameters, valueOf } from "./field.js";
import type { Field } from "./field.js";

/** One part of a mail, the mail itself among them (RFC 2045 section 2.4). */
export interface Part {
  /** Where it is: empty for the mail, `1.2` for the second part of the first. */
  readonly path: string;
  readonly fields: readonly Field[];
  /** In lower case: `text/plain`. */
  readonly type: string;
  /** What its sender calls it. */
  readonly name: string | undefined;
  /** In lower case: `base64`; `7bit` where nothing is said. */
  readonly encoding: string;
  /** In lower case: `attachment`, `inline`. */
  readonly disposition: string | undefined;
  /** Its `Content-ID`, without the angle brackets. */
  readonly cid: string | undefined;
  readonly charset: string | undefined;
  /** Where in the source it begins, where its body does, and where both end: octets. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  /** The parts within. */
  readonly parts: readonly Part[];
}

/** Parts within parts that are looked into: more than any mail has that was not made to have them. */
const MAX_DEPTH = 16;

/** Parts of one mail: enough for a report with hundreds of files, and still drawn at once. */
const MAX_PARTS = 500;

/** What is being read. */
interface Reading {
  readonly source: Uint8Array;
  /** The same, each octet a character, so that places in the text are places in the source. */
  readonly text: string;
  /** Parts that may still be made. */
  left: number;
}

/** Reads the parts of a mail from its source. Never throws: what is broken is read as far as it goes. */
export function readParts(source: Uint8Array): Part {
  const text = new TextDecoder("windows-1252").decode(source);
  return readPart({ source, text, left: MAX_PARTS }, 0, text.length, "", "text/plain");
}

function readPart(reading: Reading, start: number, end: number, path: string, usual: string): Part {
  reading.left -= 1;
  const header = headerOf(reading.text, start, end);
  const fields = readFields(new TextDecoder().decode(reading.source.subarray(start, header.end)));
  const type = readParameters(valueOf(fields, "content-type") ?? usual);
  const disposition = readParameters(valueOf(fields, "content-disposition") ?? "");
  const kind = type.value.includes("/") ? type.value : usual;
  const part = {
    path,
    fields,
    type: kind,
    name: disposition.parameters.get("filename") ?? type.parameters.get("name"),
    encoding: (valueOf(fields, "content-transfer-encoding") ?? "7bit").toLowerCase(),
    disposition: disposition.value === "" ? undefined : disposition.value,
    cid: valueOf(fields, "content-id")?.replace(/^<|>$/g, ""),
    charset: type.parameters.get("charset"),
    start,
    body: header.body,
    end,
  };
  const boundary = type.parameters.get("boundary");
  return { ...part, parts: within(reading, part, boundary) };
}

/** Where a header ends and the body begins: at the first empty line. */
function headerOf(text: string, start: number, end: number): { end: number; body: number } {
  const empty = /^\r?\n/my;
  let at = start;
  while (at < end) {
    empty.lastIndex = at;
    const found = empty.exec(text);
    if (found) return { end: at, body: at + found[0].length };
    const next = text.indexOf("\n", at);
    if (next < 0 || next >= end) break;
    at = next + 1;
  }
  return { end, body: end };
}

function within(
  reading: Reading,
  part: Omit<Part, "parts">,
  boundary: string | undefined,
): readonly Part[] {
  const depth = part.path === "" ? 0 : part.path.split(".").length;
  if (depth >= MAX_DEPTH) return [];
  const numbered = (index: number): string =>
    part.path === "" ? String(index + 1) : `${part.path}.${index + 1}`;
  const isPlain = ["7bit", "8bit", "binary"].includes(part.encoding);
  if (part.type === "message/rfc822" && isPlain && reading.left > 0) {
    return [readPart(reading, part.body, part.end, numbered(0), "text/plain")];
  }
  if (!part.type.startsWith("multipart/") || !boundary) return [];
  const usual = part.type === "multipart/digest" ? "message/rfc822" : "text/plain";
  const parts: Part[] = [];
  for (const [from, to] of spans(reading.text, part.body, part.end, boundary)) {
    if (reading.left <= 0) break;
    parts.push(readPart(reading, from, to, numbered(parts.length), usual));
  }
  return parts;
}

/** Between the delimiters of RFC 2046 section 5.1.1; the line end before one belongs to it. */
function* spans(
  text: string,
  start: number,
  end: number,
  boundary: string,
): Generator<readonly [number, number]> {
  const delimiter = `--${boundary}`;
  let open: number | undefined;
  for (let at = start; at < end;) {
    const found = text.indexOf(delimiter, at);
    if (found < 0 || found >= end) break;
    at = found + delimiter.length;
    if (found > start && text[found - 1] !== "\n") continue;
    const line = text.indexOf("\n", at);
    const rest = text.slice(at, line < 0 ? end : Math.min(line, end)).trimEnd();
    if (rest !== "" && rest !== "--") continue;
    if (open !== undefined) yield [open, Math.max(open, beforeLineEnd(text, found))];
    if (rest === "--" || line < 0) return;
    open = Math.min(line + 1, end);
  }
  // Without its last delimiter, a part goes on to the end.
  if (open !== undefined) yield [open, end];
}

function beforeLineEnd(text: string, at: number): number {
  const from = text[at - 1] === "\n" ? at - 1 : at;
  return text[from - 1] === "\r" ? from - 1 : from;
}
