import { html } from "lit";
import type { Attachment } from "postal-mime";

const STYLESHEET = new URL("./mail.css", import.meta.url);

/** Bytes of pictures that are put into the HTML itself, all together; beyond that they are attachments only. */
const MAX_PICTURES = 8 * 1024 * 1024;

/**
 * An HTML mail in a frame that runs no scripts, sends no forms, loads nothing, and belongs to no
 * origin; pictures that came with the mail are shown. The page's content security policy holds inside too, and
 * leaves the mail without inline styles. Links open beside the page.
 */
export function htmlView(mail: string, attachments: readonly Attachment[]) {
  return html`<iframe
    title="The mail’s HTML"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    referrerpolicy="no-referrer"
    srcdoc=${framed(withPictures(mail, attachments))}
  ></iframe>`;
}

function framed(mail: string): string {
  const policy = `default-src 'none'; style-src ${STYLESHEET.href}; img-src data:; form-action 'none'; base-uri 'none'`;
  return `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="${STYLESHEET.href}">
<base target="_blank">
${mail}`;
}

/** Where the HTML says `cid:`, the picture of that name; a frame without an origin can load no `blob:`. */
function withPictures(mail: string, attachments: readonly Attachment[]): string {
  const pictures = picturesOf(attachments);
  if (pictures.size === 0) return mail;
  // A document that is shown nowhere: nothing in it runs or is loaded.
  const document = new DOMParser().parseFromString(mail, "text/html");
  for (const image of document.querySelectorAll('img[src^="cid:" i]')) {
    const cid = unescaped(image.getAttribute("src")?.slice(4) ?? "");
    const picture = pictures.get(cid);
    if (picture !== undefined) image.setAttribute("src", picture);
  }
  return document.documentElement.outerHTML;
}

/** `data:` addresses by `Content-ID`. */
function picturesOf(attachments: readonly Attachment[]): ReadonlyMap<string, string> {
  const pictures = new Map<string, string>();
  let left = MAX_PICTURES;
  for (const { contentId, mimeType, content } of attachments) {
    if (contentId === undefined || !/^image\/[a-z0-9.+-]+$/.test(mimeType)) continue;
    if (typeof content === "string" || content.byteLength > left) continue;
    left -= content.byteLength;
    pictures.set(
      contentId.replace(/^<|>$/g, ""),
      `data:${mimeType};base64,${base64(new Uint8Array(content as ArrayBuffer))}`,
    );
  }
  return pictures;
}

function base64(octets: Uint8Array): string {
  const pieces: string[] = [];
  // A multiple of three, so that no piece needs padding; fewer than the arguments that a call may have.
  const size = 3 * 4096;
  for (let at = 0; at < octets.length; at += size) {
    pieces.push(btoa(String.fromCharCode(...octets.subarray(at, at + size))));
  }
  return pieces.join("");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
