import { hides } from "../declarations.js";
import { HELD_STYLE, styleOf } from "../inert.js";
import { PLAIN_ATTRIBUTES, TEXT_TAGS, purified } from "../purify.js";
import type { Kept } from "../purify.js";
import { isLinked } from "./link.js";
import { keptDeclarations } from "./mail-style.js";
import { SIZE_CLASSES } from "./palette.js";

/** What is written, and goes out. */
const KEPT: Kept = {
  tags: TEXT_TAGS,
  attributes: PLAIN_ATTRIBUTES,
  addresses: /^(?:https?|mailto|tel|cid|blob):/i,
};

/** Pixels of an image that nobody is meant to see. */
const TRACKING = 3;

/** Tells where an image can be shown from; nothing for one that is not here. */
export type ImageSource = (source: string) => string | undefined;

/**
 * What a mail keeps of HTML from anywhere: text and how it looks, tables, links, and images that are here. What runs,
 * loads, submits, covers or hides is gone. The style that is kept is set by property, which a strict policy allows.
 */
export function mailFragment(html: string, imageSource: ImageSource): DocumentFragment {
  const body = purified(html, KEPT);
  for (const element of body.querySelectorAll<HTMLElement>("*")) limit(element, imageSource);
  // Of the document that is not shown: the page's own would load what is left.
  const fragment = body.ownerDocument.createDocumentFragment();
  fragment.append(...body.childNodes);
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
