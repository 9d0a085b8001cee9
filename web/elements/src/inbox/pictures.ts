import type { Attachment } from "postal-mime";

/** Bytes of pictures that are put into the HTML itself, all together; beyond that they are attachments only. */
const MAX_PICTURES = 8 * 1024 * 1024;

/** `data:` addresses of a mail's pictures by `Content-ID`; a frame without an origin can load no `blob:`. */
export function picturesOf(attachments: readonly Attachment[]): ReadonlyMap<string, string> {
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
