import { BLANK } from "../drafts/draft.js";
import type { DraftContent } from "../drafts/draft.js";
import { readIds } from "./message-ids.js";

/** What a link asks to be written (RFC 6068). Absent where it says nothing of it. */
export interface Asked {
  readonly to?: string;
  readonly cc?: string;
  readonly bcc?: string;
  readonly subject?: string;
  /** Plain text. */
  readonly body?: string;
  /** The message id that the mail is to answer. */
  readonly inReplyTo?: string;
}

/** Characters of one field: a link is somebody else's, and no mail of a person's begins with more. */
const MAX_FIELD = 20_000;

/** The fields that a link may fill. All others, such as files to attach, are the writer's alone (RFC 6068 section 4). */
const FIELDS: Readonly<Record<string, keyof Asked>> = {
  to: "to",
  cc: "cc",
  bcc: "bcc",
  subject: "subject",
  body: "body",
  "in-reply-to": "inReplyTo",
};

/**
 * Reads a `mailto:` link; or the address of a page, whose query has a link's fields (`?to=…&subject=…`), or a whole link as
 * `?mailto=…`, which is how browsers hand one to a page that is registered for them. Null where it asks for nothing.
 */
export function readMailto(link: string): Asked | null {
  const mailto = /^mailto:([^?#]*)(?:\?([^#]*))?/iu.exec(link.trim());
  if (mailto) return fieldsOf(decode(mailto[1] ?? ""), mailto[2] ?? "");
  const query = /^[^?#]*\?([^#]*)/u.exec(link)?.[1] ?? "";
  const whole = new URLSearchParams(query).get("mailto");
  if (whole !== null) return /^mailto:/iu.test(whole) ? readMailto(whole) : null;
  return fieldsOf("", query);
}

/** The mail that begins so; ids that no mail can repeat are left out. */
export function begunBy({ body = "", inReplyTo = "", ...others }: Asked): DraftContent {
  const said = Object.entries(others).filter(([, text]) => text !== undefined);
  const fields = Object.fromEntries(said) as Partial<DraftContent>;
  const [answered = ""] = readIds(inReplyTo);
  return { ...BLANK, ...fields, inReplyTo: answered, body: { ...BLANK.body, text: body } };
}

function fieldsOf(path: string, query: string): Asked | null {
  const asked: { -readonly [K in keyof Asked]: string } = path === "" ? {} : { to: cut(path) };
  for (const piece of query.split("&")) {
    const [name = "", ...value] = piece.split("=");
    const field = FIELDS[decode(name).toLowerCase()];
    const text = decode(value.join("="));
    if (field === undefined || text === "") continue;
    // RFC 6068 section 2: addresses in the path and in `to` add up.
    asked[field] = cut(field === "to" && asked.to ? `${asked.to}, ${text}` : text);
  }
  if (asked.subject !== undefined) asked.subject = asked.subject.replace(/[\r\n]+/gu, " ");
  return Object.keys(asked).length === 0 ? null : asked;
}

/** Percent encoding alone: `+` is a plus in mail addresses. What is not well encoded stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cut(text: string): string {
  return text.slice(0, MAX_FIELD);
}
