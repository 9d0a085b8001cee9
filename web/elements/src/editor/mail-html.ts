import createPurifier from "dompurify";
import type { Config } from "dompurify";
import { HELD_STYLE, inert, styleOf } from "../inert.js";
import { isLinked } from "./link.js";
import { hides, keptDeclarations } from "./mail-style.js";
import { SIZE_CLASSES } from "./palette.js";

const TAGS =
  "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul var wbr";

/** Attributes that hold no address. */
const PLAIN =
  "align alt bgcolor border cellpadding cellspacing class color colspan dir face height hidden lang rowspan size span start title type valign width";

const CONFIG: Config = {
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: [...PLAIN.split(" "), HELD_STYLE, "href", "src"],
  ADD_URI_SAFE_ATTR: [...PLAIN.split(" "), HELD_STYLE],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|blob):/i,
  ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
};

/** Pixels of an image that nobody is meant to see. */
const TRACKING = 3;

/** Characters of HTML that are read: with pictures in it, more than any mail server takes, and parsed within seconds. */
const MAX_HTML = 64 * 1024 * 1024;

/** An instance of our own: what others ask of theirs does not change it. */
const purifier = createPurifier(window);

/** Tells where an image can be shown from; nothing for one that is not here. */
export type ImageSource = (source: string) => string | undefined;

/**
 * What a mail keeps of HTML from anywhere: text and how it looks, tables, links, and images that are here. What runs,
 * loads, submits, covers or hides is gone. The style that is kept is set by property, which a strict policy allows.
 */
export function mailFragment(html: string, imageSource: ImageSource): DocumentFragment {
  const fragment = purifier.sanitize(inert(html.slice(0, MAX_HTML)), {
    ...CONFIG,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const element of fragment.querySelectorAll<HTMLElement>("*")) limit(element, imageSource);
  return fragment;
}

function limit(element: HTMLElement, imageSource: ImageSource): void {
  const style = styleOf(element);
  if (element.hidden || hides(style)) return element.remove();
  limitStyle(element, style);
  if (element instanceof HTMLAnchorElement) limitLink(element);
  if (element instanceof HTMLImageElement) limitImage(element, imageSource);
}

function limitStyle(element: HTMLElement, style: string): void {
  element.removeAttribute(HELD_STYLE);
  for (const [name, value] of keptDeclarations(style)) element.style.setProperty(name, value);
  const classes = [...element.classList].filter((name) => SIZE_CLASSES.has(name));
  if (classes.length > 0) element.className = classes.join(" ");
  else element.removeAttribute("class");
}

function limitLink(link: HTMLAnchorElement): void {
  if (!isLinked(link.getAttribute("href") ?? "")) link.removeAttribute("href");
}

/** An image from the network would tell its server who reads: it becomes a link, or is gone where it was not to be seen. */
function limitImage(image: HTMLImageElement, imageSource: ImageSource): void {
  const source = image.getAttribute("src") ?? "";
  const shown = imageSource(source);
  if (shown !== undefined) return image.setAttribute("src", shown);
  image.replaceWith(...insteadOf(image, source));
}

function insteadOf(image: HTMLImageElement, source: string): Node[] {
  const sizes = [image.getAttribute("width"), image.getAttribute("height")];
  if (sizes.some((size) => size !== null && Number.parseInt(size, 10) <= TRACKING)) return [];
  const words = image.alt.trim() || "image";
  if (!/^https?:/i.test(source) || image.closest("a[href]")) return [new Text(`[${words}]`)];
  const link = image.ownerDocument.createElement("a");
  link.setAttribute("href", source);
  link.textContent = `[${words}]`;
  return [link];
}
