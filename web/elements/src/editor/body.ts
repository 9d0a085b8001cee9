import { inertBody, lively } from "../inert.js";

/** What was written: as HTML, as the plain text that says the same, and the images within. */
export interface EditorBody {
  /** A whole document, whose images are `cid:` addresses; empty where only plain text is wanted. */
  readonly html: string;
  readonly text: string;
  /** The files that `cid:` addresses of the HTML name, in the order that they are seen. */
  readonly images: readonly InlineImage[];
}

/** An image within the text. */
export interface InlineImage {
  /** Its Content-ID (RFC 2392), without angle brackets. */
  readonly cid: string;
  readonly file: File;
}

/** Nothing. */
export const NO_BODY: EditorBody = { html: "", text: "", images: [] };

/** The same, but for those images that are not here any more. */
export function withImages(body: EditorBody, isHere: (file: File) => boolean): EditorBody {
  const images = body.images.filter(({ file }) => isHere(file));
  if (images.length === body.images.length) return body;
  const gone = body.images
    .filter((image) => !images.includes(image))
    .map(({ cid }) => `cid:${cid}`);
  const root = inertBody(body.html);
  for (const image of root.querySelectorAll("img")) {
    if (gone.includes(image.getAttribute("src") ?? "")) image.remove();
  }
  return { ...body, html: lively(root.innerHTML), images };
}
