import type { Source, WireEnvelope, WireMail } from "../runtime/wire.js";
import type { AddressInput } from "./address.js";
import type { Alternative, TextInput } from "./alternative.js";
import type { Attachment } from "./attachment.js";
import { bodyPart } from "./body.js";
import { badInput, checkText, isGiven } from "./bad-input.js";
import type { CalendarInput } from "./calendar.js";
import { type Content, type ContentDescription, ContentReader } from "./content.js";
import { type Envelope, type EnvelopeInput, author, readEnvelope } from "./envelope.js";
import type { Headers } from "./headers.js";
import type { ListHeaders } from "./list.js";
import { messageHeader, promoted, readDate, readIds } from "./message-header.js";
import { PartMaker, type TransferEncoding } from "./part.js";
import { randomId } from "./random-id.js";
import { type Wishes, wireEnvelope } from "./wishes.js";

/**
 * Signs a mail by DKIM (RFC 6376): gets its octets as they will go out, and gives the value of `DKIM-Signature` within
 * 30 seconds. The signal is aborted when the page stops the mail.
 */
export type DkimSigner = (mail: Blob, request: { signal: AbortSignal }) => string | Promise<string>;

/** What a person composed, and what is to be done with it. Names and meanings are nodemailer's. */
export interface Message extends Wishes {
  /** The author; several need a `sender`, by default the first of them. May be left out where `headers` or, of a `raw` mail, `envelope` says it. */
  from?: AddressInput | undefined;
  /** Who sends for the author. */
  sender?: AddressInput | undefined;
  /** Recipients. */
  to?: AddressInput | undefined;
  /** Recipients of a copy. */
  cc?: AddressInput | undefined;
  /** Get the mail, appear nowhere in it. */
  bcc?: AddressInput | undefined;
  /** Where answers go. Default: to the author. */
  replyTo?: AddressInput | undefined;
  /** The message id that this answers. */
  inReplyTo?: string | readonly string[] | undefined;
  /** Message ids of the conversation, oldest first: a list, or a text with spaces between. */
  references?: string | readonly string[] | undefined;
  /** One line, in any script. */
  subject?: string | undefined;
  /** Plain text; any line endings. */
  text?: TextInput | undefined;
  /** HTML; beside `text` it is sent as the alternative. */
  html?: TextInput | undefined;
  /** HTML for watches. */
  watchHtml?: TextInput | undefined;
  /** AMP for mail. */
  amp?: TextInput | undefined;
  /** A calendar event: it stands in the mail as an alternative and as the file `invite.ics`. */
  icalEvent?: CalendarInput | undefined;
  /** Further forms of the same, after those above. */
  alternatives?: readonly Alternative[] | undefined;
  /** Files that travel with the message: those of an `<input type="file">` too, as its `files`. */
  attachments?: Iterable<Attachment | Blob> | undefined;
  /** Whether pictures that stand in `html` as `data:` become attachments. Off unless set. */
  attachDataUrls?: boolean | undefined;
  /** More fields of the header. Those that have a field above are used where that is not set. */
  headers?: Headers | undefined;
  /** The `List-` fields. */
  list?: ListHeaders | undefined;
  /** `X-Priority` and its like: words for readers. The transfer's is `transferPriority`. */
  priority?: "high" | "normal" | "low" | undefined;
  /** `X-Mailer`: the program that composes. Default: none. */
  xMailer?: string | false | undefined;
  /** Default: now. */
  date?: Date | string | undefined;
  /** Default: random, at the author's domain. */
  messageId?: string | undefined;
  /** How every text that does not say it itself is written. Default: the best for its characters. */
  encoding?: TransferEncoding | undefined;
  /** How texts beyond plain ASCII are written. Default: the shorter one. */
  textEncoding?: "quoted-printable" | "base64" | "Q" | "B" | undefined;
  /** The whole mail as it is to be sent, in place of all that would be composed; the fields above are then for the envelope alone. */
  raw?: Content | ContentDescription | undefined;
  /** Whom the server hears as sender and recipients. Default: the fields above. */
  envelope?: EnvelopeInput | undefined;
  /** Signs the mail. Large ones are then composed before they are sent, not while. */
  dkim?: DkimSigner | undefined;
  /** Refuses `href` and `path`, but for `data:`, for messages from somewhere else. */
  disableUrlAccess?: boolean | undefined;
  /** Default: 100,000; 0: any number. */
  maxRecipients?: number | undefined;
  /** Stops the mail; the same as the option beside the message. */
  signal?: AbortSignal | undefined;
}

/** A message with everything decided, and what its parts are read from. */
export interface Letter {
  mail: WireMail;
  sources: readonly Source[];
  envelope: Envelope;
  /** The envelope with all that is asked of the server. */
  wire: WireEnvelope;
  /** Without angle brackets; empty where only the raw mail knows it. */
  messageId: string;
  dkim: DkimSigner | null;
}

/** How a message is read. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Whether attachments go raw where the server offers it (RFC 3030). */
  binary?: boolean | undefined;
}

/** Reads addresses and contents, and fills in date, message id and envelope. Throws `bad-input` naming the field. */
export async function readMessage(given: Message, options: ReadOptions = {}): Promise<Letter> {
  const { message, others } = promoted(given);
  const envelope = readEnvelope(message);
  const signal = options.signal ?? message.signal;
  const maker = new PartMaker(new ContentReader(message, signal));
  const messageId = readMessageId(message);
  const mail = isGiven(message.raw)
    ? await rawMail(maker, message.raw, message.envelope?.useBinaryMime === true)
    : {
        header: messageHeader(message, others, messageId),
        body: await bodyPart(maker, message),
        // Not the message id: a page may give it, and whoever wrote an attached mail could know it.
        seed: randomId(),
      };
  const dkim = signer(message);
  // A signature holds for one form of the octets only.
  const binary = options.binary === true && dkim === null;
  const wire = { ...wireEnvelope(envelope, message), binary };
  return { mail, sources: maker.sources, envelope, wire, messageId, dkim };
}

async function rawMail(
  maker: PartMaker,
  raw: NonNullable<Message["raw"]>,
  binary: boolean,
): Promise<WireMail> {
  return { header: [], body: await maker.rawMail(raw, binary), seed: "" };
}

function signer({ dkim }: Message): DkimSigner | null {
  if (dkim === undefined || dkim === null || typeof dkim === "function") return dkim ?? null;
  throw badInput(
    "dkim is no function: give one that signs the mail, as keys do not belong in a page",
  );
}

/** The message's own id, or a fresh one; empty for a raw mail that is given without. */
function readMessageId(message: Message): string {
  const [own] = readIds("messageId", message.messageId);
  return own ?? (isGiven(message.raw) ? "" : freshId(author(message)));
}

/** Random, at the author's domain, RFC 5322 section 3.6.4. */
function freshId(author: string): string {
  return `${randomId()}@${author.slice(author.lastIndexOf("@") + 1)}`;
}

/** What a message says of itself, without its contents. */
export interface Outline {
  envelope: Envelope;
  /** Without angle brackets; empty where only the raw mail knows it. */
  messageId: string;
  /** The text of `Subject`; empty without one. */
  subject: string;
  /** That of `Date`; null without one. */
  date: Date | null;
}

/** Reads all of a message but its contents. Throws `bad-input` naming the field that no mail can hold. */
export function outline(given: Message): Outline {
  const { message, others } = promoted(given);
  const envelope = readEnvelope(message);
  wireEnvelope(envelope, message);
  signer(message);
  const messageId = readMessageId(message);
  if (!isGiven(message.raw)) messageHeader(message, others, messageId);
  const subject = isGiven(message.subject) ? checkText("subject", message.subject) : "";
  return { envelope, messageId, subject, date: readDate(message.date) };
}
