import { parseAddresses } from "wsmtp";
import type { Address } from "wsmtp";
import { BLANK } from "../drafts/draft.js";
import type { DraftContent } from "../drafts/draft.js";
import { textHtml } from "../editor/text-html.js";
import { formatAddress } from "../recipients/recipient.js";
import { readIds } from "./message-ids.js";

/** A mail that is answered; header fields as they stand in it. */
export interface AnsweredMail {
  readonly from: string;
  readonly to?: string;
  readonly cc?: string;
  readonly replyTo?: string;
  readonly subject?: string;
  /** With or without angle brackets. */
  readonly messageId?: string;
  readonly references?: string;
  readonly date?: Date;
  /** What is quoted: HTML, whoever wrote it, or else plain text. */
  readonly html?: string;
  readonly text?: string;
}

/** How a mail is answered. */
export interface ReplyOptions {
  /** Whether all who got it get the answer, besides the one who wrote it. */
  readonly all?: boolean;
  /** Addresses of whoever answers, who is not written to. */
  readonly self?: readonly string[];
}

/** Ids of a conversation that an answer names; long threads lose those in the middle (RFC 5322 section 3.6.4 names no bound). */
const MAX_REFERENCES = 50;

/** The fields of an answer (RFC 5322 section 3.6.4); what is quoted comes later. */
export function replyTo(
  mail: AnsweredMail,
  { all = false, self = [] }: ReplyOptions = {},
): DraftContent {
  const own = new Set(self.map((address) => address.toLowerCase()));
  const authors = addresses(mail.replyTo || mail.from);
  const others = all ? [...addresses(mail.to), ...addresses(mail.cc)] : [];
  const known = new Set([...own, ...authors.map(key)]);
  return {
    ...BLANK,
    to: authors.map(formatAddress).join(", "),
    cc: unique(others, known).map(formatAddress).join(", "),
    subject: subjectOf(mail.subject ?? ""),
    inReplyTo: readIds(mail.messageId ?? "")[0] ?? "",
    references: thread(mail),
  };
}

/** Who wrote what follows, and when, as a line of plain text. */
export function attribution({ from, date }: AnsweredMail): string {
  const [author] = addresses(from);
  const who = author ? author.name || author.address : from;
  if (!date) return `${who} wrote:`;
  const when = date.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
  return `On ${when}, ${who} wrote:`;
}

/** What an answer quotes, as HTML; nothing of it is checked. */
export function quoted({ html = "", text = "" }: AnsweredMail): string {
  return html === "" ? textHtml(text) : html;
}

/** A subject gets one `Re:`, however often it is answered. */
function subjectOf(subject: string): string {
  return `Re: ${subject.replace(/^(?:\s*(?:re|aw|sv|antw)(?:\[\d+\])?\s*:)+\s*/iu, "")}`.trim();
}

function thread({ references = "", messageId = "" }: AnsweredMail): string {
  const own = readIds(messageId).slice(0, 1);
  const all = [...readIds(references).filter((id) => id !== own[0]), ...own];
  const [first, ...rest] = all;
  if (first === undefined) return "";
  return [first, ...rest.slice(1 - MAX_REFERENCES)].join(" ");
}

/** What is no list of addresses names nobody: it is a stranger's header field. */
function addresses(text: string | undefined): Address[] {
  try {
    return parseAddresses(text);
  } catch {
    return [];
  }
}

function unique(list: readonly Address[], known: Set<string>): Address[] {
  return list.filter((one) => {
    if (known.has(key(one))) return false;
    known.add(key(one));
    return true;
  });
}

function key({ address }: Address): string {
  return address.toLowerCase();
}
