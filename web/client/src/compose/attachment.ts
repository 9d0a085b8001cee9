import { WsmtpError } from "../error/error.js";
import { wellFormed } from "../runtime/utf16.js";

/** A file that travels with the message. */
export interface Attachment {
  /** Name shown to the reader; taken from `content` when that is a `File`. */
  filename?: string | undefined;
  /** Media type; taken from `content` when that is a `Blob`; else plain text or plain bytes. */
  contentType?: string | undefined;
  /** Content id: makes the part inline, for `<img src="cid:…">` in the HTML. */
  cid?: string | undefined;
  /** A string is sent as UTF-8. Bytes arrive as they are. */
  content: string | Uint8Array | ArrayBuffer | Blob;
}

/** An attachment whose bytes are at hand; empty strings where nothing is known. */
export interface Part {
  filename: string;
  contentType: string;
  cid: string | null;
  bytes: Uint8Array;
}

/** Reads the bytes and fills in what `content` tells about itself. */
export async function readAttachment(attachment: Attachment): Promise<Part> {
  const { content } = attachment;
  return {
    filename: attachment.filename ?? (content instanceof File ? content.name : ""),
    contentType: attachment.contentType ?? knownType(content),
    cid: attachment.cid ?? null,
    bytes: await readBytes(content),
  };
}

function knownType(content: Attachment["content"]): string {
  if (typeof content === "string") return "text/plain; charset=utf-8";
  return content instanceof Blob ? content.type : "";
}

/** The bytes of what is sent as it is. */
export async function readBytes(content: Attachment["content"]): Promise<Uint8Array> {
  if (typeof content === "string")
    return new TextEncoder().encode(wellFormed(content, "the content"));
  if (content instanceof Blob) return readBlob(content);
  return content instanceof ArrayBuffer ? new Uint8Array(content) : content;
}

/** A file can change or vanish after it was chosen; browsers then refuse to read it. */
async function readBlob(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    const name = blob instanceof File ? JSON.stringify(blob.name) : "an attachment";
    throw new WsmtpError(
      "bad-input",
      `${name} cannot be read any more: remove it and attach it again`,
    );
  }
}
