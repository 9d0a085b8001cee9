import type { WirePart } from "../runtime/wire.js";
import { badInput, checkText, isGiven, isRecord } from "./bad-input.js";
import {
  type Content,
  type ContentDescription,
  type Read,
  address,
  isDescription,
} from "./content.js";
import { typeOfFile } from "./file-type.js";
import type { Headers } from "./headers.js";
import { readHeader, readType } from "./label.js";
import { isText } from "./media-type.js";
import { type PartMaker, type TransferEncoding, readTransfer } from "./part.js";

/** One more form of what the mail says. */
export interface Alternative extends ContentDescription {
  /** Default: what the ending of `filename` stands for, or plain text. */
  contentType?: string | undefined;
  /** Default: the best for its characters. */
  contentTransferEncoding?: TransferEncoding | false | undefined;
  /** Name shown to the reader. Default: none. */
  filename?: string | false | undefined;
  /** More fields for the part's header. */
  headers?: Headers | undefined;
  /** The whole part with its own header, in place of all that would be composed. */
  raw?: Content | ContentDescription | undefined;
}

/** What `text`, `html` and their like take: a text, or an object that says more. */
export type TextInput = Content | Omit<Alternative, "contentType" | "filename">;

/** How texts are written that do not say it themselves. */
export interface TextWish {
  /** For every text. */
  encoding: TransferEncoding | null;
  /** For texts that are not plain ASCII in short lines. */
  beyondAscii: TransferEncoding | null;
}

/** The part for one form of the text; `contentType` is what the field stands for. */
export async function alternativePart(
  maker: PartMaker,
  field: string,
  given: Alternative,
  wish: TextWish,
): Promise<WirePart> {
  if (!isRecord(given)) throw badInput(`${field} is no alternative: give an object with content`);
  if (isGiven(given.raw)) return maker.raw(field, given.raw);
  const { read, type: brought } = await readContent(maker, field, given);
  const { filename: said, contentType, contentTransferEncoding: own } = given;
  const filename = isGiven(said) ? checkText(`the filename of ${field}`, said) : null;
  const type = readType(field, contentType, brought || typeOfFile(filename ?? "a.txt"));
  const facts = {
    type,
    filename,
    disposition: filename === null && isText(type) ? null : ("attachment" as const),
    cid: null,
    header: readHeader(field, given.headers),
    transfer:
      readTransfer(`contentTransferEncoding of ${field}`, own) ??
      wish.encoding ??
      (isPlain(read) ? null : wish.beyondAscii),
  };
  return maker.readable(field, facts, read);
}

async function readContent(
  { reader }: PartMaker,
  field: string,
  given: Alternative,
): Promise<{ read: Read; type: string }> {
  if (isGiven(address(given))) {
    const { bytes, type } = await reader.fetched(field, given);
    return { read: bytes, type };
  }
  return { read: await reader.described(field, given), type: "" };
}

/** What stands in a field such as `html`, as an alternative of its type. */
export function asAlternative(field: string, given: unknown, contentType: string): Alternative {
  if (isDescription(given) || (isRecord(given) && isGiven(given["raw"]))) {
    return { ...(given as Alternative), contentType, filename: undefined };
  }
  if (isRecord(given) && Object.getPrototypeOf(given) === Object.prototype) {
    throw badInput(
      `${field} holds nothing that can be sent: give a string, or an object with content`,
    );
  }
  return { content: given as Content, contentType };
}

/** Whether it needs no encoding: ASCII in lines of at most 76. */
function isPlain(read: Read): boolean {
  return typeof read === "string" && !/[^\0-\x7f]|[^\r\n]{77}/.test(read);
}
