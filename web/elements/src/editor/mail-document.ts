import type { InlineImage } from "./body.js";
import type { InlineImages } from "./inline-images.js";
import { splitAtAddresses } from "./link.js";
import { mailFragment } from "./mail-html.js";
import { SIZES } from "./palette.js";

/** How the text is shown while it is written, and so how it is to be read. */
const FONT = "font-family: Arial, Helvetica, sans-serif;";

type Looks = Readonly<Record<string, string>>;

/** A quote has a line where its lines begin. By sides, as many mail programs know no others. */
const QUOTE: Readonly<Record<"fromTheLeft" | "fromTheRight", Looks>> = {
  fromTheLeft: {
    "padding-left": "0.75em",
    "border-left": "2px solid #b0b5bc",
    margin: "0 0 0 0.5em",
  },
  fromTheRight: {
    "padding-right": "0.75em",
    "border-right": "2px solid #b0b5bc",
    margin: "0 0.5em 0 0",
  },
};

/** What mail programs do not do by themselves, or each differently. */
const LOOKS: Readonly<Record<string, Looks>> = {
  img: { "max-width": "100%" },
  p: { margin: "0 0 1em" },
  pre: { "white-space": "pre-wrap", "font-family": "monospace" },
};

const BLOCKS = "div, p, ul, ol, li, blockquote, h1, h2, h3, h4, h5, h6, td, th, pre";

/** The first letter tells which way a block is written (Unicode Bidirectional Algorithm, rule P2). */
const FROM_THE_RIGHT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

/** What is written in `root` as a document that mail programs show well, and the images that it names. */
export function mailDocument(
  root: HTMLElement,
  images: InlineImages,
): { readonly html: string; readonly images: readonly InlineImage[] } {
  // In a document that is not shown, images are not fetched.
  const copy = document.implementation.createHTMLDocument("").importNode(root, true);
  copy.querySelectorAll("input").forEach((bookmark) => bookmark.remove());
  const named = nameImages(copy, images);
  tidy(copy);
  linkAddresses(copy);
  spellFormats(copy);
  // What was typed, dropped and moved since has been cleaned in parts: what goes out is cleaned as a whole.
  const clean = mailFragment(copy.innerHTML, (source) => source);
  copy.replaceChildren(clean);
  spellLooks(copy);
  return { html: inDocument(copy.innerHTML, isFromTheRight(copy)), images: named };
}

function inDocument(html: string, fromTheRight: boolean): string {
  const body = html.replace(/(<\/(?:div|p|ul|ol|blockquote|table|pre)>)/g, "$1\n");
  return `<!doctype html>
<html>
<head><meta charset="utf-8"></head>
<body style="${FONT}"${fromTheRight ? ' dir="rtl"' : ""}>
${body.trimEnd()}
</body>
</html>
`;
}

function nameImages(copy: HTMLElement, images: InlineImages): InlineImage[] {
  const named = new Map<string, InlineImage>();
  for (const image of copy.querySelectorAll("img")) {
    const known = images.at(image.getAttribute("src") ?? "");
    if (!known) {
      image.remove();
      continue;
    }
    image.setAttribute("src", `cid:${known.cid}`);
    named.set(known.cid, known);
  }
  return [...named.values()];
}

/** Takes out what only holds a place for the writer: invisible spaces, and formats of nothing. */
function tidy(copy: HTMLElement): void {
  for (const text of textsOf(copy)) text.data = text.data.replaceAll("\u200b", "");
  for (const text of textsOf(copy)) text.data = spaced(text);
  // From the innermost outwards, as what is around something empty may be empty, too.
  for (const one of [...copy.querySelectorAll("a, b, font, i, s, span, u")].reverse()) {
    if (one.textContent === "" && !one.querySelector("img, br")) one.remove();
  }
}

/** Browsers type a hard space where a soft one was not seen yet: between words, it is a soft one. */
function spaced({ data, nextSibling }: Text): string {
  const goesOn = nextSibling instanceof Element && /^\S/.test(nextSibling.textContent);
  const soft = data.replace(/(?<=\S)\u00a0(?=\S)/g, " ");
  return goesOn ? soft.replace(/(?<=\S)\u00a0$/, " ") : soft;
}

/** What is written as a web address leads there, also where no space ended it. */
function linkAddresses(copy: HTMLElement): void {
  const { ownerDocument: document } = copy;
  for (const text of textsOf(copy)) {
    const pieces = splitAtAddresses(text.data);
    if (pieces.length < 2 || text.parentElement?.closest("a, pre, code")) continue;
    text.replaceWith(
      ...pieces.map((piece, index) => {
        if (index % 2 === 0) return document.createTextNode(piece);
        const link = document.createElement("a");
        link.setAttribute("href", piece);
        link.textContent = piece;
        return link;
      }),
    );
  }
}

function textsOf(copy: HTMLElement): Text[] {
  const texts: Text[] = [];
  const walker = copy.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  return texts;
}

/** Says by style what the editor says by elements and classes of its own. */
function spellFormats(copy: HTMLElement): void {
  for (const font of copy.querySelectorAll("font[color]")) {
    const span = copy.ownerDocument.createElement("span");
    span.style.color = font.getAttribute("color") ?? "";
    span.append(...font.childNodes);
    font.replaceWith(span);
  }
  for (const { name, size } of Object.values(SIZES)) {
    for (const one of copy.querySelectorAll<HTMLElement>(`.${name}`)) one.style.fontSize = size;
  }
  for (const one of copy.querySelectorAll("[class]")) one.removeAttribute("class");
}

function spellLooks(copy: HTMLElement): void {
  for (const [tag, looks] of Object.entries(LOOKS)) {
    for (const one of copy.querySelectorAll<HTMLElement>(tag)) spell(one, looks);
  }
  for (const block of copy.querySelectorAll<HTMLElement>(BLOCKS)) {
    if (isFromTheRight(block)) block.dir = "rtl";
  }
  const allFromTheRight = isFromTheRight(copy);
  for (const quote of copy.querySelectorAll("blockquote")) {
    const fromTheRight = allFromTheRight || quote.closest("[dir=rtl]") !== null;
    spell(quote, fromTheRight ? QUOTE.fromTheRight : QUOTE.fromTheLeft);
    quote.setAttribute("type", "cite");
  }
}

/** What the text itself says is left as it is. */
function spell(element: HTMLElement, looks: Looks): void {
  for (const [name, value] of Object.entries(looks)) {
    if (element.style.getPropertyValue(name) === "") element.style.setProperty(name, value);
  }
}

function isFromTheRight({ textContent }: HTMLElement): boolean {
  return FROM_THE_RIGHT.test(textContent.slice(0, 200));
}
