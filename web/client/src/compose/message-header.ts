import type { WireField } from "../runtime/wire.js";
import { type Listed, readAddresses } from "./address.js";
import { badInput, checkText, isGiven, isRecord } from "./bad-input.js";
import { type HeaderEntry, customField, headerEntries } from "./headers.js";
import { listFields } from "./list.js";
import type { Message } from "./message.js";

/** Fields of a header that are fields of a message too, where that does not say them. */
const FIELDS = new Map<string, keyof Message>([
  ["from", "from"],
  ["sender", "sender"],
  ["to", "to"],
  ["cc", "cc"],
  ["bcc", "bcc"],
  ["reply-to", "replyTo"],
  ["in-reply-to", "inReplyTo"],
  ["references", "references"],
  ["subject", "subject"],
  ["message-id", "messageId"],
  ["date", "date"],
]);
/** `X-Priority`, and the word for `X-MSMail-Priority` and `Importance`. */
const PRIORITIES = new Map([
  ["high", ["1 (Highest)", "High"]],
  ["normal", []],
  ["low", ["5 (Lowest)", "Low"]],
]);

/** The message with the fields that are only among its `headers`, and what remains of those. */
export function promoted(message: Message): { message: Message; others: HeaderEntry[] } {
  if (!isRecord(message))
    throw badInput("there is no message: give an object with from, to and text");
  const found = new Map<keyof Message, unknown[]>();
  const others: HeaderEntry[] = [];
  for (const { name, value } of headerEntries("headers", message.headers)) {
    const field = FIELDS.get(name.toLowerCase());
    const said = isRecord(value) && "value" in value ? value["value"] : value;
    if (field === undefined) others.push({ name, value });
    else if (!isGiven(message[field])) found.set(field, [...(found.get(field) ?? []), said]);
  }
  const single = ["subject", "messageId", "date"];
  const fields = Array.from(found, ([field, values]) => [
    field,
    single.includes(field) ? values[0] : values,
  ]);
  return { message: { ...message, ...(Object.fromEntries(fields) as Partial<Message>) }, others };
}

/** The header of the whole mail, but for what says how it is put together. */
export function messageHeader(
  message: Message,
  others: readonly HeaderEntry[],
  messageId: string,
): WireField[] {
  const { subject, xMailer } = message;
  return [
    { kind: "date", name: "Date", seconds: seconds(message.date) },
    { kind: "ids", name: "Message-ID", ids: [messageId] },
    ...authors(message),
    ...addresses("Reply-To", readAddresses(message.replyTo, "replyTo")),
    ...addresses("To", readAddresses(message.to, "to")),
    ...addresses("Cc", readAddresses(message.cc, "cc")),
    ...ids("In-Reply-To", "inReplyTo", message.inReplyTo),
    ...ids("References", "references", message.references),
    ...text("Subject", "subject", subject),
    ...text("X-Mailer", "xMailer", xMailer),
    ...priority(message.priority),
    ...listFields(message.list),
    ...others.flatMap((one) => customField("headers", one)),
  ];
}

/** RFC 5322 section 3.6.2: several authors need one who sends. */
function authors(message: Message): WireField[] {
  const from = readAddresses(message.from, "from");
  const [first] = from;
  if (first === undefined || "group" in first) {
    throw badInput("the mail has no author: give an address in from");
  }
  const given = readAddresses(message.sender, "sender");
  if (given.length > 1 || given.some((one) => "group" in one)) {
    throw badInput("a mail has one sender: give one address in sender, and authors in from");
  }
  const sender = given.length === 0 && from.length > 1 ? [first] : given;
  return [...addresses("From", from), ...addresses("Sender", sender)];
}

function addresses(name: string, listed: Listed[]): WireField[] {
  return listed.length === 0 ? [] : [{ kind: "addresses", name, addresses: listed }];
}

function text(name: string, field: string, value: unknown): WireField[] {
  return isGiven(value) ? [{ kind: "text", name, value: checkText(field, value) }] : [];
}

function ids(name: string, field: string, value: unknown): WireField[] {
  const found = readIds(field, value);
  return found.length === 0 ? [] : [{ kind: "ids", name, ids: found }];
}

/** Message ids as a text with spaces between, or as a list; with angle brackets or without. */
export function readIds(field: string, value: unknown): string[] {
  return [value]
    .flat(Infinity)
    .filter(isGiven)
    .flatMap((one) => checkText(field, one).match(/<[^<>]*>|[^\s<>,]+/g) ?? [])
    .map((id) => id.replace(/[<>\s]/g, ""));
}

function priority(value: unknown): WireField[] {
  if (!isGiven(value)) return [];
  const said = PRIORITIES.get(checkText("priority", value).toLowerCase());
  if (said === undefined)
    throw badInput("priority is neither high, normal nor low: use one of them");
  const [number, word] = said;
  return [
    ...text("X-Priority", "priority", number),
    ...text("X-MSMail-Priority", "priority", word),
    ...text("Importance", "priority", word),
  ];
}

/** Since 1970. */
function seconds(date: unknown): number {
  return Math.floor((readDate(date)?.getTime() ?? Date.now()) / 1000);
}

/** What a page wrote for `date`; null where it leaves that out. */
export function readDate(date: unknown): Date | null {
  if (!isGiven(date)) return null;
  const read = new Date(date as Date);
  if (Number.isNaN(read.getTime())) throw badInput("date is no date: give a Date, or leave it out");
  return read;
}
