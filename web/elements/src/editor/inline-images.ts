import type { InlineImage } from "./body.js";

/** What mail programs show within a text. Others, and drawings that may hold scripts, are attached. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;

/** Images within one text: enough for a report full of pictures, and few enough to show. */
const MAX_IMAGES = 100;

/** The images of one text: their files, what the mail calls them, and where the page shows them from. */
export class InlineImages {
  private readonly byUrl = new Map<string, InlineImage>();
  /** How many more the text takes. */
  private room = MAX_IMAGES;

  /** Whether a file can be shown within the text. */
  takes(file: File): boolean {
    return SHOWN.test(file.type) && this.room > 0;
  }

  /** Takes an image in; gives the address to show it from. */
  add(file: File, cid: string = newCid()): string {
    const url = URL.createObjectURL(file);
    this.byUrl.set(url, { cid, file });
    this.room -= 1;
    return url;
  }

  /** Before more is taken in: counts those within the text, and forgets those that can never come back into it. */
  recount(text: ParentNode, canComeBack: (url: string) => boolean): void {
    const seen = new Set([...text.querySelectorAll("img")].map(({ src }) => src));
    for (const url of this.byUrl.keys()) {
      if (seen.has(url) || canComeBack(url)) continue;
      URL.revokeObjectURL(url);
      this.byUrl.delete(url);
    }
    this.room = MAX_IMAGES - seen.size;
  }

  /** Takes in the images of a body that was written before. */
  addAll(images: readonly InlineImage[]): void {
    for (const { cid, file } of images.slice(0, MAX_IMAGES)) {
      if (this.urlOf(cid) === undefined) this.add(file, cid);
    }
  }

  /** The image shown from there. */
  at(url: string): InlineImage | undefined {
    return this.byUrl.get(url);
  }

  /** Where an image of HTML is shown from: one that is here already, or that stands in its address. */
  readonly shownFrom = (source: string): string | undefined => {
    if (/^cid:/i.test(source)) return this.urlOf(decoded(source.slice(4)));
    if (/^data:/i.test(source)) return this.addData(source);
    return this.byUrl.has(source) ? source : undefined;
  };

  private urlOf(cid: string): string | undefined {
    return [...this.byUrl].find(([, image]) => image.cid === cid)?.[0];
  }

  /** Takes in an image that stands in an address (RFC 2397). Nothing where it cannot be shown. */
  private addData(address: string): string | undefined {
    const [, type = "", content = ""] =
      /^data:(image\/\w+);base64,([\w+/=\s]+)$/i.exec(address) ?? [];
    try {
      const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
      const file = new File([bytes], `image.${type.slice(6)}`, { type: type.toLowerCase() });
      return this.takes(file) ? this.add(file) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Forgets them all. */
  clear(): void {
    for (const url of this.byUrl.keys()) URL.revokeObjectURL(url);
    this.byUrl.clear();
    this.room = MAX_IMAGES;
  }
}

/** Unlike any other in the world (RFC 2392 section 2). */
function newCid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}@wsmtp`;
}

function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}
