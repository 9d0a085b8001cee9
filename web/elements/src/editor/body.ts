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
