import { styleOf } from "../inert.js";
import { hides } from "../declarations.js";

/** Never seen, so never told. */
const UNSEEN = /^(?:HEAD|SCRIPT|STYLE|TEMPLATE|TITLE|NOSCRIPT|IFRAME|OBJECT|SVG|MATH)$/i;

const BLOCK =
  /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CAPTION|CENTER|DD|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|TBODY|TFOOT|THEAD|TR|UL)$/;

/** Blocks with an empty line around them. */
const SPACED = /^(?:BLOCKQUOTE|DL|FIGURE|H[1-6]|HR|OL|P|PRE|TABLE|UL)$/;

const ANY_BLOCK =
  "address,article,aside,blockquote,div,dl,h1,h2,h3,h4,h5,h6,hr,ol,p,pre,section,table,ul";

/** Elements within elements that are followed; no person's mail is as deep. */
const MAX_DEPTH = 200;

/**
 * The plain text that says what a part of a document says: a line for each block, lists with dashes and numbers, `>` before
 * quotes, links with their address, and images as their description.
 */
export function plainText(part: Node): string {
  return blockLines(part, 0)
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
}

/** Gathers lines: runs of text and whole blocks, with empty lines where blocks ask for them. */
class Lines {
  readonly all: string[] = [];
  private run = "";
  private gap = false;

  addText(text: string): void {
    this.run += text;
  }

  addBlock(lines: readonly string[], spaced: boolean): void {
    this.endRun();
    if (lines.length === 0) return;
    this.gap ||= spaced;
    this.push(lines);
    this.gap = spaced;
  }

  /** A run's last line break only keeps its line open. */
  endRun(): void {
    const run = this.run;
    this.run = "";
    if (/^ *$/.test(run)) return;
    this.push(run.replace(/\n *$/, "").split("\n").map(tidy));
  }

  private push(lines: readonly string[]): void {
    const last = this.all.at(-1);
    if (this.gap && last !== undefined && last !== "" && lines[0] !== "") this.all.push("");
    this.gap = false;
    this.all.push(...lines);
  }
}

function blockLines(block: Node, depth: number, nested = false): string[] {
  const lines = new Lines();
  let number = startOf(block);
  for (const child of block.childNodes) {
    if (!isBlock(child)) {
      lines.addText(inlineText(child, depth));
      continue;
    }
    const mark = block.nodeName === "OL" ? `${number}. ` : block.nodeName === "UL" ? "- " : "";
    if (child.nodeName === "LI") number += 1;
    const spaced = SPACED.test(child.nodeName) && !(nested && /^[OU]L$/.test(child.nodeName));
    lines.addBlock(depth < MAX_DEPTH ? linesOf(child, mark, depth + 1) : [], spaced);
  }
  lines.endRun();
  return lines.all;
}

function linesOf(block: Node, mark: string, depth: number): string[] {
  switch (block.nodeName) {
    case "BLOCKQUOTE":
      return blockLines(block, depth).map((line) =>
        line.startsWith(">") ? `>${line}` : line === "" ? ">" : `> ${line}`,
      );
    case "LI":
      return indented(blockLines(block, depth, true), mark);
    case "HR":
      return ["-".repeat(20)];
    case "TR":
      return [cellsOf(block, depth)];
    case "PRE":
      return (block.textContent ?? "").replace(/\n$/, "").split("\n");
    default:
      return blockLines(block, depth);
  }
}

function indented(lines: readonly string[], mark: string): string[] {
  const pad = " ".repeat(mark.length);
  if (lines.length === 0) return [mark.trimEnd()];
  return lines.map((line, at) => (at === 0 ? mark + line : line === "" ? "" : pad + line));
}

function cellsOf(row: Node, depth: number): string {
  const cells = [...row.childNodes].filter(({ nodeName }) => /^T[DH]$/.test(nodeName));
  return cells
    .map((cell) => blockLines(cell, depth).join(" ").trim())
    .filter((text) => text !== "")
    .join(" | ");
}

function inlineText(node: Node, depth: number): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.nodeValue ?? "").replace(/[ \t\r\n]+/g, " ");
  if (!(node.nodeType === Node.ELEMENT_NODE) || isUnseen(node) || depth > MAX_DEPTH) return "";
  if (node.nodeName === "BR") return "\n";
  if (node.nodeName === "IMG") return imageText(node as Element);
  const text = [...node.childNodes].map((child) => inlineText(child, depth + 1)).join("");
  return node.nodeName === "A" ? linkText(node as Element, text) : text;
}

function imageText(image: Element): string {
  const alt = image.getAttribute("alt")?.trim() ?? "";
  return alt === "" ? "" : `[${alt}]`;
}

/** An address is told beside the words, unless they are the address. */
function linkText(link: Element, text: string): string {
  const address = link.getAttribute("href") ?? "";
  const words = text.trim();
  if (address === "" || words === "") return text;
  const said = [address, address.replace(/^(?:mailto:|tel:|https?:\/\/)/i, "")];
  const isSaid = said.some((one) => one.replace(/\/$/, "") === words.replace(/\/$/, ""));
  return isSaid ? text : `${text.trimEnd()} <${address}>`;
}

function isBlock(node: Node): boolean {
  if (node.nodeType !== Node.ELEMENT_NODE || isUnseen(node)) return false;
  // Phrases around blocks, as in a link around a heading, are told as the blocks within.
  return BLOCK.test(node.nodeName) || (node as Element).querySelector(ANY_BLOCK) !== null;
}

function isUnseen(node: Node): boolean {
  const element = node as Element;
  return UNSEEN.test(node.nodeName) || element.hasAttribute("hidden") || hides(styleOf(element));
}

function startOf(list: Node): number {
  const start =
    list.nodeName === "OL"
      ? Number.parseInt((list as Element).getAttribute("start") ?? "1", 10)
      : 1;
  return Number.isNaN(start) ? 1 : start;
}

/** Spaces at a line's end mean nothing, but behind the dashes above a signature (RFC 3676 section 4.3). */
function tidy(line: string): string {
  const plain = line.replace(/\u200b/g, "").replaceAll("\u00a0", " ");
  return /^-- ?$/.test(plain) ? plain : plain.trimEnd().replace(/^ (?! )/, "");
}
