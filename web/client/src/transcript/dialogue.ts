import type { TranscriptLine } from "../runtime/wire.js";
import { MAX_LINE, MAX_LINES, shown, unreadable } from "./bounds.js";

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
  let from = 0;
  for (const escape of text.matchAll(/\\(?:([rnt\\])|x([0-9a-fA-F]{2})|\{(\d{1,6})\}|$)/g)) {
    const between = text.slice(from, escape.index);
    if (between.includes("\\")) break;
    said += between;
    from = escape.index + escape[0].length;
    const [, letter, code, times] = escape;
    if (letter !== undefined) said += LETTERS[letter] ?? "";
    if (code !== undefined) said += String.fromCharCode(Number.parseInt(code, 16));
    if (times !== undefined) said = repeated(said, Number(times), where);
  }
  const rest = text.slice(from);
  if (rest.includes("\\")) throw unreadable(where, "there is no such escape in it");
  return shown(said + rest, where);
}

function repeated(text: string, times: number, where: string): string {
  if (times < 1 || text === "" || text.length + times > MAX_LINE) {
    throw unreadable(where, "it repeats nothing, or too often");
  }
  return text.slice(0, -1) + text.slice(-1).repeat(times);
}
