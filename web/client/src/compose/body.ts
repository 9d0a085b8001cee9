import type { WirePart } from "../runtime/wire.js";
import { type Alternative, alternativePart, asAlternative } from "./alternative.js";
import { type Attachment, asAttachment, attachmentPart } from "./attachment.js";
import { badInput, checkFlag, checkText, isGiven, listed } from "./bad-input.js";
import { type CalendarParts, calendarParts } from "./calendar.js";
import { bytesOf } from "./content.js";
import { attachDataUrls } from "./data-images.js";
import type { Message } from "./message.js";
import { type PartMaker, type TransferEncoding, readTransfer } from "./part.js";

/** The part of an alternative, and what it stands for. */
interface Form {
  part: WirePart;
  isHtml: boolean;
}

const decoder = new TextDecoder();

/**
 * The MIME tree: mixed(alternative(text, …, related(html, pictures…), calendar), files…). Levels of one part stand for
 * that part.
 */
export async function bodyPart(maker: PartMaker, message: Message): Promise<WirePart> {
  const { html, pictures } = await htmlAndPictures(maker, message);
  const event = await calendarParts(maker, message);
  const forms = await readForms(maker, { ...message, html }, event);
  const shown = forms.findLastIndex(({ isHtml }) => isHtml);
  const attachments = [...listed(message.attachments).map(asAttachment), ...pictures];
  const { related, attached } = await readFiles(maker, attachments, shown >= 0);
  if (event !== null) {
    attached.push(await attachmentPart(maker, event.attachment, attachments.length));
  }
  const alternatives = forms.map(({ part }, at) =>
    at === shown ? several("related", [part, ...related]) : part,
  );
  const text = alternatives.length === 0 ? [] : [several("alternative", alternatives)];
  const parts = [...text, ...attached];
  return parts.length === 0 ? emptyText() : several("mixed", parts);
}

/** What stands beside the HTML, where there is some, and what is attached. */
async function readFiles(
  maker: PartMaker,
  attachments: readonly Attachment[],
  hasHtml: boolean,
): Promise<{ related: WirePart[]; attached: WirePart[] }> {
  const related: WirePart[] = [];
  const attached: WirePart[] = [];
  for (const [place, attachment] of attachments.entries()) {
    const part = await attachmentPart(maker, attachment, place);
    (hasHtml && isGiven(attachment.cid) ? related : attached).push(part);
  }
  return { related, attached };
}

async function htmlAndPictures(
  { reader }: PartMaker,
  { html, attachDataUrls: wanted }: Message,
): Promise<{ html: Message["html"]; pictures: Attachment[] }> {
  if (!checkFlag("attachDataUrls", wanted) || !isGiven(html)) return { html, pictures: [] };
  const read = await reader.read("html", html);
  return attachDataUrls(typeof read === "string" ? read : decoder.decode(await bytesOf(read)));
}

/** Everything that says the same, from the plainest to the richest, as nodemailer orders it. */
async function readForms(
  maker: PartMaker,
  message: Message,
  event: CalendarParts | null,
): Promise<Form[]> {
  const wish = {
    encoding: readTransfer("encoding", message.encoding),
    beyondAscii: textEncoding(message.textEncoding),
  };
  const forms: Form[] = [];
  for (const [field, given] of fields(message, event)) {
    const part = await alternativePart(maker, field, given, wish);
    forms.push({ part, isHtml: isHtml(part, given) });
  }
  return forms;
}

function fields(message: Message, event: CalendarParts | null): [string, Alternative][] {
  const { text, watchHtml, amp, html } = message;
  const named: [string, unknown, string][] = [
    ["text", text, "text/plain; charset=utf-8"],
    ["watchHtml", watchHtml, "text/watch-html; charset=utf-8"],
    ["amp", amp, "text/x-amp-html; charset=utf-8"],
    ["html", html, "text/html; charset=utf-8"],
  ];
  const others = listed(message.alternatives).map((one, place): [string, Alternative] => [
    `alternatives[${place}]`,
    one,
  ]);
  return [
    ...named
      .filter(([, given]) => isGiven(given))
      .map(([field, given, type]): [string, Alternative] => [
        field,
        asAlternative(field, given, type),
      ]),
    ...(event === null ? [] : [["icalEvent", event.alternative] as [string, Alternative]]),
    ...others,
  ];
}

function isHtml(part: WirePart, given: Alternative): boolean {
  const type = "contentType" in part ? part.contentType : given.contentType;
  return /^text\/html\b/i.test(type ?? "");
}

/** nodemailer takes `Q`, `B`, and words that begin so. */
function textEncoding(value: unknown): TransferEncoding | null {
  if (!isGiven(value)) return null;
  const letter = checkText("textEncoding", value).trim().charAt(0).toUpperCase();
  if (letter === "B") return "base64";
  if (letter === "Q") return "quoted-printable";
  throw badInput("textEncoding is not known: use quoted-printable or base64, or leave it out");
}

function several(subtype: string, parts: WirePart[]): WirePart {
  return { kind: "multipart", subtype, header: [], parts };
}

function emptyText(): WirePart {
  const facts = { filename: null, disposition: null, cid: null, header: [] };
  return { kind: "text", contentType: "text/plain", ...facts, text: "", encoding: null };
}
