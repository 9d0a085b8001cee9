import type { WirePart } from "../runtime/wire.js";
import { type Alternative, alternativePart, asAlternative } from "./alternative.js";
import { type Attachment, attachmentPart } from "./attachment.js";
import { badInput, checkText, isGiven } from "./bad-input.js";
import { type Content, isDescription } from "./content.js";
import { attachDataUrls } from "./data-images.js";
import type { Message } from "./message.js";
import { type PartMaker, type TransferEncoding, readTransfer } from "./part.js";

/** The part of an alternative, and what it stands for. */
interface Form {
  part: WirePart;
  isHtml: boolean;
}

/**
 * The MIME tree: mixed(alternative(text, …, related(html, pictures…), calendar), files…). Levels of one part stand for
 * that part.
 */
export async function bodyPart(maker: PartMaker, message: Message): Promise<WirePart> {
  const { html, pictures } = await htmlAndPictures(maker, message);
  const event = await calendar(maker, message);
  const forms = await readForms(maker, { ...message, html, icalEvent: undefined }, event);
  const shown = forms.findLastIndex(({ isHtml }) => isHtml);
  const related: WirePart[] = [];
  const attached: WirePart[] = [];
  const attachments = [...list(message.attachments), ...pictures];
  for (const [place, attachment] of attachments.entries()) {
    const part = await attachmentPart(maker, attachment, place);
    (shown >= 0 && isGiven(attachment.cid) ? related : attached).push(part);
  }
  if (event !== null)
    attached.push(await attachmentPart(maker, event.attachment, attachments.length));
  const alternatives = forms.map(({ part }, at) =>
    at === shown ? several("related", [part, ...related]) : part,
  );
  const text = alternatives.length === 0 ? [] : [several("alternative", alternatives)];
  const parts = [...text, ...attached];
  return parts.length === 0 ? emptyText() : several("mixed", parts);
}

async function htmlAndPictures(
  { reader }: PartMaker,
  { html, attachDataUrls: wanted }: Message,
): Promise<{ html: Message["html"]; pictures: Attachment[] }> {
  if (wanted !== true || !isGiven(html)) return { html, pictures: [] };
  const read = await reader.read("html", html);
  const text = typeof read === "string" ? read : await new Blob([read as BlobPart]).text();
  return attachDataUrls(text);
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
  const others = list(message.alternatives).map((one, place): [string, Alternative] => [
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

interface CalendarParts {
  alternative: Alternative;
  attachment: Attachment;
}

/** The event stands in the mail twice: for programs that show it, and for those that open a file. */
async function calendar(
  { reader }: PartMaker,
  { icalEvent }: Message,
): Promise<CalendarParts | null> {
  if (!isGiven(icalEvent)) return null;
  const read = await reader.read("icalEvent", icalEvent);
  const said = isDescription(icalEvent) ? icalEvent : {};
  const { method, filename, headers } = said as {
    method?: unknown;
    filename?: string;
    headers?: object;
  };
  const action = checkText("the method of icalEvent", method ?? "PUBLISH")
    .trim()
    .toUpperCase();
  if (!/^[A-Z][A-Z-]*$/.test(action)) {
    throw badInput("the method of icalEvent is none: use REQUEST, CANCEL and so on");
  }
  const shared = { content: read as Content, ...(headers === undefined ? {} : { headers }) };
  return {
    alternative: { ...shared, contentType: `text/calendar; charset=utf-8; method=${action}` },
    attachment: {
      ...shared,
      contentType: "application/ics",
      filename: filename || "invite.ics",
    },
  } as CalendarParts;
}

/** nodemailer takes `Q`, `B`, and words that begin so. */
function textEncoding(value: unknown): TransferEncoding | null {
  if (!isGiven(value)) return null;
  const letter = checkText("textEncoding", value).trim().charAt(0).toUpperCase();
  if (letter === "B") return "base64";
  if (letter === "Q") return "quoted-printable";
  throw badInput("textEncoding is not known: use quoted-printable or base64, or leave it out");
}

/** A list, or what stands for a list of one. */
function list<T>(given: readonly T[] | T | null | undefined): readonly T[] {
  if (!isGiven(given)) return [];
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

function several(subtype: string, parts: WirePart[]): WirePart {
  return { kind: "multipart", subtype, header: [], parts };
}

function emptyText(): WirePart {
  const facts = { filename: null, disposition: null, cid: null, header: [] };
  return { kind: "text", contentType: "text/plain", ...facts, text: "", encoding: null };
}
