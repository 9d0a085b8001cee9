import { type AddressInput, mailboxes, readAddresses } from "./address.js";
import { badInput, isRecord } from "./bad-input.js";
import { demand, whole } from "./kind.js";
import type { Message } from "./message.js";
import type { Dsn } from "./dsn.js";
import type { ContentWishes } from "./wishes.js";

/** Sender and recipients as the server hears them: plain addresses. An empty `from` is the null sender. */
export interface Envelope {
  /** `local@domain`; empty for the null sender. */
  from: string;
  /** `local@domain` of everybody, once. */
  to: string[];
}

/** Whom the server is to hear, in place of those whom the mail names. */
export interface EnvelopeInput extends ContentWishes {
  /** An empty string or `false` is the null sender of a report (RFC 5321 section 4.5.5). */
  from?: AddressInput | false | undefined;
  /** Recipients. Default, where `cc` and `bcc` are left out too: those whom the mail names. */
  to?: AddressInput | undefined;
  /** More recipients. */
  cc?: AddressInput | undefined;
  /** More recipients. */
  bcc?: AddressInput | undefined;
  /** The same as the message's own. */
  dsn?: Dsn | undefined;
  /** The same as the message's own. */
  requireTLSExtensionEnabled?: boolean | undefined;
}

/** nodemailer's backstop against a list that went wrong; RFC 5321 asks servers for 100 only. */
const RECIPIENTS_MAX = 100_000;

/** Sender and recipients, everybody once. */
export function readEnvelope(message: Message): Envelope {
  const envelope = message.envelope ?? {};
  if (!isRecord(envelope as unknown)) {
    throw badInput("envelope is none: give an object with from and to");
  }
  const from = envelope.from === undefined ? author(message) : envelopeSender(envelope.from);
  const fields = saysRecipients(envelope) ? envelope : message;
  const to = everybody(fields, fields === message ? "" : "envelope.");
  if (to.length === 0) throw badInput("the mail has no recipient: name one in to, cc or bcc");
  const limit = message.maxRecipients ?? RECIPIENTS_MAX;
  demand("maxRecipients", limit, whole(0, Number.MAX_SAFE_INTEGER));
  if (limit > 0 && to.length > limit) {
    throw badInput(
      `the mail has ${to.length} recipients, and maxRecipients permits ${limit}: send several`,
    );
  }
  return { from, to };
}

function saysRecipients({ to, cc, bcc }: EnvelopeInput): boolean {
  return to !== undefined || cc !== undefined || bcc !== undefined;
}

function everybody(fields: Pick<Message, "to" | "cc" | "bcc">, prefix: string): string[] {
  const listed = (["to", "cc", "bcc"] as const).flatMap((field) =>
    mailboxes(readAddresses(fields[field], prefix + field)),
  );
  return [...new Set(listed.map(({ address }) => address))];
}

/** The address of the first of the authors, or else of who sends for them. */
export function author({ from, replyTo, sender }: Message): string {
  const [first] = [
    ...mailboxes(readAddresses(from, "from")),
    ...mailboxes(readAddresses(sender, "sender")),
    ...mailboxes(readAddresses(replyTo, "replyTo")),
  ];
  if (first === undefined) throw badInput("the mail has no author: give an address in from");
  return first.address;
}

function envelopeSender(from: AddressInput | false): string {
  if (from === false || from === "" || from === "<>") return "";
  const [first, ...others] = mailboxes(readAddresses(from, "envelope.from"));
  if (first === undefined || others.length > 0) {
    throw badInput(
      "an envelope has one sender: give one address in envelope.from, or an empty string",
    );
  }
  return first.address;
}
