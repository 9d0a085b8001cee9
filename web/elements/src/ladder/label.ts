import { legible } from "../legible.js";
import { type Message, octetsOf } from "./messages.js";
import { formatSize } from "../size.js";

/** Lines of one unfolded message that are drawn: more is for the transcript beside the picture. */
const MAX_LINES = 60;
/** Characters of one line that are drawn. */
const MAX_CHARACTERS = 1_000;

/** What is written at an arrow. */
export interface Label {
  readonly lines: readonly string[];
  /** Whether there is more to see, or was before it was unfolded. */
  readonly foldable: boolean;
}

/** A message in the space of `columns` characters: folded to `rows` lines, or all of it. */
export function labelOf(message: Message, columns: number, rows: number, unfolded: boolean): Label {
  const whole = wholeOf(message, columns);
  const summary = summaryOf(message);
  const folded = foldTo(rows, wrap(summary, columns), columns);
  const foldable = message.lines.length > 1 || folded.join("") !== whole.join("");
  return { lines: unfolded ? whole : folded, foldable };
}

/** A message in one line, whole unless it has several lines. */
export function summaryOf(message: Message): string {
  const first = legible(message.lines[0]?.text ?? "").slice(0, MAX_CHARACTERS);
  const others = message.lines.length - 1;
  if (message.kind === "content") return `the mail, ${formatSize(octetsOf(message))}`;
  return others > 0 ? `${first} … and ${others} more ${others === 1 ? "line" : "lines"}` : first;
}

function wholeOf({ lines }: Message, columns: number): string[] {
  const shown = lines.slice(0, MAX_LINES).flatMap(({ text }) => {
    return wrap(legible(text).slice(0, MAX_CHARACTERS), columns);
  });
  const left = lines.length - MAX_LINES;
  return left > 0 ? [...shown, `… and ${left} more lines`] : shown;
}

function foldTo(rows: number, lines: readonly string[], columns: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const last = lines[rows - 1] ?? "";
  return [...lines.slice(0, rows - 1), `${last.slice(0, Math.max(0, columns - 1)).trimEnd()}…`];
}

/** Breaks a text at spaces, and within a word where it is longer than a line. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\s)/)) {
    if (widthOf(line + word.trimEnd()) > columns && line !== "") {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (widthOf(line.trimEnd()) > columns) {
      const fits = fitting(line, columns);
      lines.push(fits);
      line = line.slice(fits.length);
    }
  }
  return [...lines, line.trimEnd()];
}

/** The longest beginning that fits; at least one character. */
function fitting(text: string, columns: number): string {
  let fits = "";
  for (const character of text) {
    if (fits !== "" && widthOf(fits + character) > columns) break;
    fits += character;
  }
  return fits;
}

/** How many columns of a fixed-width face a text takes: two for each character of East Asia. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}

/** The columns of the widest of some lines. */
export function widestOf(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(widthOf));
}
