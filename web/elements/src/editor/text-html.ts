import { splitAtAddresses } from "./link.js";

const SPECIAL: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Quotes within quotes that are told apart; what is deeper stays as it is written. */
const MAX_DEPTH = 20;

/** Plain text as HTML that says the same: a `div` for each line, quotes as quotes, and web addresses as links. */
export function textHtml(text: string): string {
  return quotes(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

function quotes(lines: readonly string[], depth: number): string {
  let html = "";
  for (let at = 0; at < lines.length;) {
    const end = endOfQuote(lines, at, depth);
    const inner = lines.slice(at, end).map((line) => line.replace(/^> ?/, ""));
    html +=
      end > at
        ? `<blockquote type="cite">${quotes(inner, depth + 1)}</blockquote>`
        : `<div>${lineHtml(lines[at] ?? "") || "<br>"}</div>`;
    at = Math.max(end, at + 1);
  }
  return html;
}

function endOfQuote(lines: readonly string[], from: number, depth: number): number {
  let end = from;
  while (depth < MAX_DEPTH && lines[end]?.startsWith(">")) end += 1;
  return end;
}

function lineHtml(line: string): string {
  return splitAtAddresses(line)
    .map((piece, index) =>
      index % 2 === 1
        ? `<a href="${escaped(piece)}">${escaped(piece)}</a>`
        : spaced(escaped(piece)),
    )
    .join("");
}

/** Spaces that HTML would make one, or none. */
function spaced(text: string): string {
  return text.replace(/^ | (?= )|\t/g, "&nbsp;");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => SPECIAL[character] ?? character);
}
