import type { Attachment } from "./attachment.js";
import { endingOf } from "./file-type.js";
import { randomId } from "./random-id.js";

/** HTML whose pictures stand beside it, and the pictures. */
export interface WithPictures {
  html: string;
  pictures: Attachment[];
}

/** An `img` up to a `data:` address in its `src`; nothing in it scans past the next angle bracket. */
const PICTURE = /(<img\b[^<>]*?\ssrc\s*=\s*["']?)(data:([^;,"'<>\s]{1,255})[;,][^"'<>\s]*)/gi;

/** Moves the pictures that are written into the HTML as `data:` beside it: many readers do not show them otherwise. */
export function attachDataUrls(html: string): WithPictures {
  const pictures: Attachment[] = [];
  const rewritten = html.replace(PICTURE, (_, before: string, href: string, type: string) => {
    const cid = `${randomId()}@localhost`;
    const filename = `image-${pictures.length + 1}.${endingOf(type.toLowerCase())}`;
    pictures.push({ href, cid, filename });
    return `${before}cid:${cid}`;
  });
  return { html: rewritten, pictures };
}
