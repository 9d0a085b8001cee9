import type { Attachment, Message } from "wsmtp";
import { parseAddresses } from "wsmtp";
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

/**
 * What was written, from a mail that `toMessage` made and an outbox has kept. One without any text does not tell how it was
 * written: `plain` says so.
 */
export async function fromMessage(message: Message, plain: boolean): Promise<DraftContent> {
  const attachments = [...(message.attachments ?? [])].map(describe);
  const [html, text] = await Promise.all([textOf(message.html), textOf(message.text)]);
  return {
    ...BLANK,
    from: written(message.from),
    to: written(message.to),
    cc: written(message.cc),
    bcc: written(message.bcc),
    subject: message.subject ?? "",
    body: { html, text, images: attachments.flatMap(imageOf) },
    plain: html === "" && (text === "" ? plain : true),
    files: attachments.flatMap((one) => (one.cid === undefined ? fileOf(one) : [])),
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

function imageOf(one: Attachment): InlineImage[] {
  const { cid } = one;
  return cid === undefined ? [] : fileOf(one).map((file) => ({ cid, file }));
}

function fileOf({ content, filename }: Attachment): File[] {
  if (content instanceof File && (!filename || filename === content.name)) return [content];
  if (!(content instanceof Blob)) return [];
  return [new File([content], filename || "attachment", { type: content.type })];
}

async function textOf(text: Message["text"]): Promise<string> {
  if (typeof text === "string") return text;
  return text instanceof Blob ? text.text() : "";
}

function written(addresses: AddressInput | undefined): string {
  if (typeof addresses === "string") return addresses;
  return parseAddresses(addresses).map(formatAddress).join(", ");
}
