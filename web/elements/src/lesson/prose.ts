/** A piece of a lesson's prose. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: readonly Span[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: "dialogue"; readonly lines: readonly Spoken[] };

/** A stretch of text of one kind. */
export interface Span {
  readonly kind: "plain" | "code" | "strong" | "link";
  readonly text: string;
  /** An address of the web, where this is a link. */
  readonly href?: string;
}

/** A line of a dialogue that is shown, not played. */
export interface Spoken {
  readonly direction: "C" | "S";
  readonly text: string;
}

/**
 * Reads prose: empty lines part its blocks. Lines that begin with `- ` are a list, those with `C:` or `S:` a dialogue,
 * all others a paragraph. Within, backquotes hold code, two stars what stands out, and `[words](https://…)` is a link.
 */
export function readProse(prose: string): Block[] {
  const blocks = prose.split(/\n[ \t]*(?:\n[ \t]*)+/).map((block) => block.trim());
  return blocks.filter((block) => block !== "").map(readBlock);
}

function readBlock(block: string): Block {
  const lines = block.split("\n").map((line) => line.trim());
  if (lines.every((line) => /^[CS]:(?: |$)/.test(line))) {
    return { kind: "dialogue", lines: lines.map(readSpoken) };
  }
  if (lines[0]?.startsWith("- ")) return { kind: "list", items: itemsOf(lines).map(readSpans) };
  return { kind: "paragraph", text: readSpans(lines.join(" ")) };
}

function readSpoken(line: string): Spoken {
  return { direction: line.startsWith("C") ? "C" : "S", text: line.slice(3) };
}

/** The items of a list, to which lines without a dash belong, too. */
function itemsOf(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith("- ")) items.push(line.slice(2));
    else items.push(`${items.pop() ?? ""} ${line}`);
  }
  return items;
}

const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g;

/** Reads one run of text. */
export function readSpans(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) spans.push({ kind: "plain", text: text.slice(from, to) });
  };
  for (const found of text.matchAll(MARKED)) {
    plain(found.index);
    spans.push(marked(found));
    from = found.index + found[0].length;
  }
  plain(text.length);
  return spans;
}

function marked([, code, strong, words, href]: RegExpExecArray): Span {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", text: strong };
  return { kind: "link", text: words ?? "", href: href ?? "" };
}
