import { hides } from "../declarations.js";
import { HELD_STYLE, styleOf } from "../inert.js";
import { PLAIN_ATTRIBUTES, TEXT_TAGS, purified } from "../purify.js";
import type { Kept } from "../purify.js";

/** Elements that only stand in a mail that is read: forms too, which can be seen to ask, and send nothing. */
const TAGS =
  "article aside button details fieldset footer form header label legend main nav optgroup option section select summary textarea";

const ATTRIBUTES = "alink clear label link nowrap noshade open scope text vlink";

/** What is read, and goes nowhere. Addresses of pages that the mail is no part of say nothing. */
const KEPT: Kept = {
  tags: [...TEXT_TAGS, ...TAGS.split(" ")],
  attributes: [...PLAIN_ATTRIBUTES, ...ATTRIBUTES.split(" ")],
  addresses: /^(?:https?|mailto|tel|cid):/i,
  whole: true,
};

/** HTML that can be shown. */
export interface CleanHtml {
  /** A body, as it is written. */
  readonly html: string;
  /** How many images are left out that are elsewhere: loading them would tell who reads. */
  readonly elsewhere: number;
}

/**
 * A mail's HTML as far as it is text, tables, links, forms, and pictures that came with it: `pictures` are their addresses by
 * `Content-ID`. Whatever runs, loads, connects or styles is gone; so is what its own style hides.
 */
export function cleanHtml(mail: string, pictures: ReadonlyMap<string, string>): CleanHtml {
  const root = purified(mail, KEPT);
  let elsewhere = 0;
  for (const element of root.querySelectorAll("*")) {
    if (hides(styleOf(element))) element.remove();
    element.removeAttribute(HELD_STYLE);
  }
  for (const image of root.querySelectorAll("img[src]")) {
    if (!place(image, pictures)) elsewhere += 1;
  }
  return { html: bodyOf(root)?.outerHTML ?? "", elsewhere };
}

/** The body, which has the language and direction that the document is said to have. */
function bodyOf(root: Element): Element | null {
  const body = root.querySelector("body");
  for (const name of ["dir", "lang"]) {
    const said = root.getAttribute(name);
    if (said !== null && !body?.hasAttribute(name)) body?.setAttribute(name, said);
  }
  return body;
}

/** Shows an image from the mail itself; false for one that is elsewhere, of which its words are left. */
function place(image: Element, pictures: ReadonlyMap<string, string>): boolean {
  const source = image.getAttribute("src") ?? "";
  if (/^data:/i.test(source)) return true;
  const cid = /^cid:(.*)$/is.exec(source)?.[1];
  const picture = cid === undefined ? undefined : pictures.get(unescaped(cid));
  if (picture === undefined) image.removeAttribute("src");
  else image.setAttribute("src", picture);
  return cid !== undefined;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
