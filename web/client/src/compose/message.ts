import { type Address, type AddressInput, parseAddresses } from "./address.js";
import { type Attachment, type Part, readAttachment, readBytes } from "./attachment.js";
import type { WireEnvelope } from "../runtime/wire.js";
import { WsmtpError } from "../error/error.js";
import { type ContentWishes, type Wishes, wireEnvelope } from "./wishes.js";

/** What a person composed, and what is to be done with it. */
export interface Message extends Wishes {
  /** Exactly one author. */
  from: AddressInput;
  to?: AddressInput | undefined;
  cc?: AddressInput | undefined;
  /** Get the mail, appear nowhere in it. */
  bcc?: AddressInput | undefined;
  replyTo?: AddressInput | undefined;
  subject?: string | undefined;
  /** Plain text; any line endings. */
  text?: string | undefined;
  /** HTML; beside `text` it is sent as the alternative. */
  html?: string | undefined;
  attachments?: readonly Attachment[] | undefined;
  /** Default: now. */
  date?: Date | undefined;
  /** Default: random, at the author's domain. */
  messageId?: string | undefined;
  /** The whole mail as it is to be sent, in place of all that would be composed; the fields above are then for the envelope alone. */
  raw?: Attachment["content"] | undefined;
  /** Whom the server hears as sender and recipients. Default: the fields above. */
  envelope?: (Partial<Envelope> & ContentWishes) | undefined;
}

/** Sender and recipients as the server hears them: plain addresses. An empty `from` is the null sender. */
export interface Envelope {
  from: string;
  to: string[];
}

/** A message with everything decided and read, fit to be given to the wasm. */
export interface Letter {
  from: Address;
  to: Address[];
  cc: Address[];
  replyTo: Address[];
  subject: string;
  text: string | null;
  html: string | null;
  parts: Part[];
  raw: Uint8Array | null;
  /** Seconds since 1970. */
  date: number;
  /** Without angle brackets; empty where only the raw mail knows it. */
  messageId: string;
  envelope: Envelope;
  /** The envelope with all that is asked of the server. */
  wire: WireEnvelope;
}

/** Reads addresses and attachments, and fills in date, message id and envelope. */
export async function readMessage(message: Message): Promise<Letter> {
  const from = author(message.from);
  const envelope = { from: message.envelope?.from ?? from.address, to: recipients(message) };
  const raw = message.raw === undefined ? null : await readBytes(message.raw);
  return {
    from,
    to: parseAddresses(message.to),
    cc: parseAddresses(message.cc),
    replyTo: parseAddresses(message.replyTo),
    subject: message.subject ?? "",
    text: message.text ?? null,
    html: message.html ?? null,
    date: seconds(message.date ?? new Date()),
    messageId: messageId(message) ?? (raw === null ? freshId(from.address) : ""),
    envelope,
    wire: wireEnvelope(envelope, message, message.envelope ?? {}),
    raw,
    parts: await Promise.all((message.attachments ?? []).map(readAttachment)),
  };
}

function author(input: AddressInput): Address {
  const [from, ...others] = parseAddresses(input);
  if (from === undefined || others.length > 0) {
    throw new WsmtpError("bad-input", "a mail has exactly one author: give one address in from");
  }
  return from;
}

/** Everybody who is to get the mail, once each. */
function recipients({ to, cc, bcc, envelope }: Message): string[] {
  const everybody = parseAddresses(envelope?.to ?? [to ?? [], cc ?? [], bcc ?? []]);
  const once = [...new Set(everybody.map((one) => one.address))];
  if (once.length === 0) {
    throw new WsmtpError("bad-input", "the mail has no recipient: name one in to, cc or bcc");
  }
  return once;
}

function messageId({ messageId }: Message): string | undefined {
  return messageId?.replace(/^<(.*)>$/s, "$1");
}

function seconds(date: Date): number {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new WsmtpError("bad-input", "the date is not a date: leave it out");
  return Math.floor(time / 1000);
}

/** 128 random bits at the author's domain, RFC 5322 section 3.6.4. */
function freshId(author: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const unique = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${unique}@${author.slice(author.lastIndexOf("@") + 1)}`;
}
