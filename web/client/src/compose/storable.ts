import { badInput, isGiven, isRecord, listed } from "./bad-input.js";
import { ContentReader, address, isDescription } from "./content.js";
import type { Message } from "./message.js";
import { isStream, readStream } from "./stream.js";

/**
 * How each field is kept: as it is, as one content or as a list of such. What is no field of a message is not kept, as it
 * may be a secret.
 */
const FIELDS: Record<
  Exclude<keyof Message, "dkim" | "signal">,
  "value" | "content" | "contents"
> = {
  from: "value",
  sender: "value",
  to: "value",
  cc: "value",
  bcc: "value",
  replyTo: "value",
  inReplyTo: "value",
  references: "value",
  subject: "value",
  text: "content",
  html: "content",
  watchHtml: "content",
  amp: "content",
  icalEvent: "content",
  alternatives: "contents",
  attachments: "contents",
  attachDataUrls: "value",
  headers: "value",
  list: "value",
  priority: "value",
  xMailer: "value",
  date: "value",
  messageId: "value",
  encoding: "value",
  textEncoding: "value",
  raw: "content",
  envelope: "value",
  disableUrlAccess: "value",
  maxRecipients: "value",
  dsn: "value",
  requireTLSExtensionEnabled: "value",
  deliverBy: "value",
  holdFor: "value",
  holdUntil: "value",
  validSince: "value",
  transferPriority: "value",
};

/**
 * The same message, fit for structured clone, to be sent later: what streams and addresses give is read into Blobs, where
 * `complete`, the message with what is so for all mails, permits that. Throws `bad-input` for what cannot be kept, such as
 * a function that signs, and for what must not, such as a password.
 */
export async function storable(message: Message, complete = message): Promise<Message> {
  if (isGiven(message.dkim)) {
    throw badInput("dkim is a function, which cannot be kept: give it to the transport");
  }
  if ("auth" in message && isGiven(message.auth)) {
    throw badInput("auth is a secret, which is not kept: give it to the transport");
  }
  const reader = new ContentReader(complete, message.signal);
  const kept: Record<string, unknown> = {};
  for (const [field, how] of Object.entries(FIELDS)) {
    const given = message[field as keyof typeof FIELDS];
    if (given === undefined) continue;
    if (how === "value") kept[field] = given;
    else if (how === "content") kept[field] = await keep(reader, field, given);
    else kept[field] = await keepAll(reader, field, given);
  }
  return kept as Message;
}

async function keepAll(reader: ContentReader, field: string, given: unknown): Promise<unknown[]> {
  const kept: unknown[] = [];
  for (const [place, one] of listed(given).entries()) {
    kept.push(await keep(reader, `${field}[${place}]`, one));
  }
  return kept;
}

/** Content, or an object that describes it, with the content at hand. */
async function keep(reader: ContentReader, field: string, given: unknown): Promise<unknown> {
  if (!isGiven(given)) return undefined;
  if (given instanceof Uint8Array) return alone(given);
  if (isStream(given)) return readStream(field, given, reader.signal);
  if (!isDescription(given)) return keepRaw(reader, field, given);
  const { href: _, path: __, httpHeaders: ___, ...rest } = given;
  if (isGiven(address(given))) {
    const { bytes, name, type } = await reader.fetched(field, given);
    return { ...rest, content: new File([bytes as BlobPart], name, { type }) };
  }
  const content = await keep(reader, field, given.content);
  return { ...rest, content };
}

async function keepRaw(reader: ContentReader, field: string, given: unknown): Promise<unknown> {
  if (!isRecord(given) || !isGiven(given["raw"])) return given;
  return { ...given, raw: await keep(reader, field, given["raw"]) };
}

/** The bytes without the rest of the buffer that they are seen in, which would be stored, too. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
