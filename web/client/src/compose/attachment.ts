import type { WirePart } from "../runtime/wire.js";
import { badInput, checkText, isGiven, isRecord } from "./bad-input.js";
import { type Content, type ContentDescription, type Read, address } from "./content.js";
import { endingOf, typeOfFile } from "./file-type.js";
import type { Headers } from "./headers.js";
import { readHeader, readType } from "./label.js";
import { type MediaType, isText } from "./media-type.js";
import { type PartFacts, type PartMaker, type TransferEncoding, readTransfer } from "./part.js";

/** A file that travels with the message. */
export interface Attachment extends ContentDescription {
  /** Name shown to the reader. Default: the `File`'s, or the last piece of `href`, or `attachment-1.txt` and so on; `false`: none. */
  filename?: string | false | undefined;
  /** Media type. Default: the `Blob`'s, or what the name's ending stands for; `application/octet-stream` where a part cannot be of that. */
  contentType?: string | undefined;
  /** Content id: where there is HTML, puts the part beside it, for `<img src="cid:…">`. */
  cid?: string | undefined;
  /** Default: `inline` for messages, and for pictures with a `cid`. */
  contentDisposition?: "inline" | "attachment" | undefined;
  /** Default: base64, but messages go as they are; `false`: the best for its characters. */
  contentTransferEncoding?: TransferEncoding | false | undefined;
  /** More fields for the part's header. */
  headers?: Headers | undefined;
  /** The whole part with its own header, in place of all that would be composed. */
  raw?: Content | ContentDescription | undefined;
}

/** What is known of an attachment's content. */
interface Known {
  read: Read;
  /** The media type that the content brings along; empty where it brings none. */
  type: string;
  /** The name that the content brings along, or its address has; empty where it brings none. */
  name: string;
}

/** A file by itself is one that says nothing more. */
export function asAttachment(given: Attachment | Blob): Attachment {
  return given instanceof Blob ? { content: given } : given;
}

/** The part for an attachment; `field` is its place in the message. */
export async function attachmentPart(
  maker: PartMaker,
  attachment: Attachment,
  place: number,
): Promise<WirePart> {
  const field = `attachments[${place}]`;
  if (!isRecord(attachment))
    throw badInput(`${field} is no attachment: give an object with content`);
  if (isGiven(attachment.raw)) return maker.raw(field, attachment.raw);
  const known = await readKnown(maker, field, attachment);
  const facts = readFacts(field, attachment, known, place);
  return travelsAsText(attachment, facts)
    ? maker.readable(field, facts, known.read)
    : maker.file(facts, known.read);
}

/** A file goes byte for byte, unless it is text and another way is wished; `false` wishes the best. */
function travelsAsText(given: Attachment, { type, transfer }: PartFacts): boolean {
  const isWished = transfer !== null || given.contentTransferEncoding === false;
  return isText(type) && isWished && transfer !== "base64";
}

async function readKnown({ reader }: PartMaker, field: string, given: Attachment): Promise<Known> {
  if (!isGiven(address(given))) {
    const { content } = given;
    const read = await reader.described(field, given);
    if (!(content instanceof Blob)) return { read, type: "", name: "" };
    return { read, type: content.type, name: content instanceof File ? content.name : "" };
  }
  const { bytes, ...about } = await reader.fetched(field, given);
  return { read: bytes, ...about };
}

function readFacts(field: string, given: Attachment, known: Known, place: number): PartFacts {
  const { cid: written, filename: said } = given;
  const name = isGiven(said) ? checkText(`the filename of ${field}`, said) : null;
  const type = readType(field, given.contentType, known.type || typeOfFile(name ?? known.name));
  const cid = isGiven(written) ? checkText(`the cid of ${field}`, written) : null;
  return {
    type,
    cid: cid?.replace(/[<>]/g, "") ?? null,
    filename: name ?? (said === false ? null : ownName(known, type, place)),
    disposition: disposition(field, given.contentDisposition) ?? usual(type, cid),
    header: readHeader(field, given.headers),
    transfer: readTransfer(`contentTransferEncoding of ${field}`, given.contentTransferEncoding),
  };
}

/** The name of an attachment that is given without; messages have subjects instead. */
function ownName(known: Known, { essence }: MediaType, place: number): string | null {
  if (known.name === "" && essence.startsWith("message/")) return null;
  const name = known.name || `attachment-${place + 1}`;
  return name.includes(".") ? name : `${name}.${endingOf(essence)}`;
}

/** Messages, and pictures that the HTML names, are shown where they stand. */
function usual({ essence }: MediaType, cid: string | null): "inline" | "attachment" {
  const isShown = essence.startsWith("message/") || (cid !== null && essence.startsWith("image/"));
  return isShown ? "inline" : "attachment";
}

function disposition(field: string, value: unknown): "inline" | "attachment" | null {
  if (!isGiven(value)) return null;
  const word = String(value).trim().toLowerCase();
  if (word === "inline" || word === "attachment") return word;
  throw badInput(
    `contentDisposition of ${field} is neither inline nor attachment: use one of them`,
  );
}
