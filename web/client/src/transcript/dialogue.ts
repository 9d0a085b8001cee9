import type { TranscriptLine } from "../runtime/wire.js";
import { MAX_LINE, MAX_LINES, MAX_TEXT, checkLength, shown, unreadable } from "./bounds.js";

/** Writes a conversation as a dialogue: `C: ` or `S: ` before each line, escapes for what would be read as another. */
export function writeDialogue(lines: readonly TranscriptLine[]): string {
  const written = lines.map(({ direction, text }) => `${direction}: ${escaped(text)}\n`);
  return written.join("").replaceAll(": \n", ":\n");
}

/** A backslash begins an escape; spaces at the end would be lost, and `<eof>` means the end of a connection. */
function escaped(text: string): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t");
  return plain.replace(/ $/, "\\x20").replace(/^<eof>$/, "\\x3ceof>");
}

/** Reads a dialogue. What it holds beside the conversation, such as comments and settings, is passed over. */
export function readDialogue(text: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  let number = 0;
  let length = 0;
  for (const line of text.split(/\r?\n/)) {
    number += 1;
    const where = `line ${number}`;
    const said = /^([CS])(?:\*(\d{1,6}))?: ?(.*)$/s.exec(line);
    if (said === null) {
      if (BESIDE.test(line)) continue;
      throw unreadable(where, "it begins with neither C: nor S:");
    }
    const [, who, times = "1", text = ""] = said;
    if (lines.length + Number(times) > MAX_LINES) {
      throw unreadable(where, `it is beyond ${MAX_LINES} lines`);
    }
    const direction = who === "C" ? "C" : "S";
    const one = { direction, text: unescaped(text, where), meaning: "", at: 0 } as const;
    length += one.text.length * Number(times);
    if (length > MAX_TEXT) throw unreadable(where, `it is beyond ${MAX_TEXT} characters`);
    for (let left = Number(times); left > 0; left--) lines.push({ ...one });
  }
  return lines;
}

/** Empty lines, comments, outcomes, and words with a colon: settings, what was asked for, and times. */
const BESIDE = /^(?:$|#|= |TLS$|[a-z-]+:|[AT]:)/;

const LETTERS: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "\\": "\\" };

/** `\r`, `\n`, `\t`, `\\` and `\xHH` are one character each, and `\{N}` makes the one before it stand N times in all. */
function unescaped(text: string, where: string): string {
  let said = "";
  let last = "";
  let from = 0;
  for (const escape of text.matchAll(/\\(?:([rnt\\])|x([0-9a-fA-F]{2})|\{(\d{1,6})\}|$)/g)) {
    const between = text.slice(from, escape.index);
    if (between.includes("\\")) break;
    last = between.at(-1) ?? last;
    from = escape.index + escape[0].length;
    const more = added(escape, last, where);
    said += between + more;
    last = more.at(-1) ?? last;
    // Each escape but a backslash at the end adds something, so that their number is bounded, too.
    checkLength(said, where);
  }
  const rest = text.slice(from);
  if (rest.includes("\\")) throw unreadable(where, "there is no such escape in it");
  return shown(said + rest, where);
}

/** What an escape adds to a line that ends in `last`. */
function added([, letter, code, times]: RegExpExecArray, last: string, where: string): string {
  if (letter !== undefined) return LETTERS[letter] ?? "";
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  if (times === undefined) return "";
  if (Number(times) < 2 || last === "" || Number(times) > MAX_LINE) {
    throw unreadable(where, "it repeats nothing, or too often");
  }
  return last.repeat(Number(times) - 1);
}
