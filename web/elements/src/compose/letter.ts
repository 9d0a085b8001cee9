import type { Attachment, Message } from "wsmtp";
import { WsmtpError, parseAddresses } from "wsmtp";
import type { AddressInput } from "wsmtp";
import { BLANK } from "../drafts/draft.js";
import type { DraftContent } from "../drafts/draft.js";
import type { InlineImage } from "../editor/body.js";
import { formatAddress } from "../recipients/recipient.js";

/** The mail that is sent, from what was written; fields that are empty are left out. */
export function toMessage(draft: DraftContent): Message {
  const { from, to, cc, bcc, subject, body, files, inReplyTo, references } = draft;
  const rich = body.html !== "" && !draft.plain;
  return {
    from,
    ...given({ to, cc, bcc, inReplyTo, references }),
    subject,
    text: body.text,
    ...(rich ? { html: body.html } : {}),
    attachments: [
      ...(rich ? body.images.map(inline) : []),
      ...files.map((content) => ({ content })),
    ],
  };
}

/** What the form holds of a mail. */
const FIELDS = "from to cc bcc inReplyTo references subject text html attachments".split(" ");
/** What it holds of an attachment. */
const PARTS = "content filename contentType cid contentDisposition".split(" ");

/**
 * What was written, from a mail that an outbox has kept. One without any text does not tell how it was written: `plain` says so.
 * Rejects with `bad-input` for a mail that somebody else wrote with more than the form holds: that would be lost.
 */
export async function fromMessage(message: Message, plain: boolean): Promise<DraftContent> {
  const attachments = [...(message.attachments ?? [])].map(describe);
  holdsNoMore(message, FIELDS);
  for (const one of attachments) holdsNoMore(one, PARTS);
  const [html, text] = await Promise.all([textOf(message.html), textOf(message.text)]);
  const isImage = ({ cid }: Attachment): boolean =>
    cid !== undefined && html.includes(`cid:${cid}`);
  return {
    ...BLANK,
    from: written(message.from),
    to: written(message.to),
    cc: written(message.cc),
    bcc: written(message.bcc),
    subject: message.subject ?? "",
    body: { html, text, images: attachments.filter(isImage).flatMap(imageOf) },
    plain: html === "" && (text === "" ? plain : true),
    files: attachments.filter((one) => !isImage(one)).map(fileOf),
    inReplyTo: [message.inReplyTo ?? []].flat().join(" "),
    references: [message.references ?? []].flat().join(" "),
  };
}

function given<T extends Record<string, string>>(fields: T): Partial<T> {
  const filled = Object.entries(fields).filter(([, value]) => value.trim() !== "");
  return Object.fromEntries(filled) as Partial<T>;
}

function inline({ cid, file }: InlineImage): Attachment {
  return { cid, content: file, filename: file.name, contentDisposition: "inline" };
}

function describe(attachment: Attachment | Blob): Attachment {
  return attachment instanceof Blob ? { content: attachment } : attachment;
}

function holdsNoMore(given: object, known: readonly string[]): void {
  const all = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const more = all.find(([name]) => !known.includes(name));
  if (more) throw notHeld(`would lose its ${more[0]}`);
}

function imageOf(one: Attachment): InlineImage[] {
  const { cid } = one;
  return cid === undefined ? [] : [{ cid, file: fileOf(one) }];
}

function fileOf({ content, filename, contentType }: Attachment): File {
  if (content instanceof File && (!filename || filename === content.name) && !contentType)
    return content;
  const type = contentType ?? (content instanceof Blob ? content.type : "");
  return new File([bytesOf(content)], filename || "attachment", { type });
}

/** An outbox has read streams when it stored them. */
function bytesOf(content: unknown): BlobPart {
  if (typeof content === "string" || content instanceof Blob) return content;
  if (content instanceof ArrayBuffer) return content;
  if (content instanceof Uint8Array) return new Uint8Array(content);
  throw notHeld("cannot show it");
}

async function textOf(text: Message["text"]): Promise<string> {
  if (text === undefined || typeof text === "string") return text ?? "";
  return new Blob([bytesOf(text)]).text();
}

function notHeld(why: string): WsmtpError {
  return new WsmtpError(
    "bad-input",
    `this form did not write the mail, and ${why}: it stays in the outbox as it is`,
  );
}

function written(addresses: AddressInput | undefined): string {
  if (typeof addresses === "string") return addresses;
  return parseAddresses(addresses).map(formatAddress).join(", ");
}
