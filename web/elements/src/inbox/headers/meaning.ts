/** What a header field is for, in words, and where it is defined. */
export interface FieldMeaning {
  readonly words: string;
  /** Such as `RFC 5322 section 3.6.1`. */
  readonly source: string;
}

type Row = readonly [words: string, source: string];

const DATE = "RFC 5322 section 3.6.1";
const ORIGIN = "RFC 5322 section 3.6.2";
const DESTINATION = "RFC 5322 section 3.6.3";
const IDENTITY = "RFC 5322 section 3.6.4";
const INFORMATION = "RFC 5322 section 3.6.5";
const RESENT = "RFC 5322 section 3.6.6";
const TRACE = "RFC 5322 section 3.6.7";

const KNOWN: Readonly<Record<string, Row>> = {
  "arc-authentication-results": [
    "What a server on the way found when it checked the sender, kept for those after it.",
    "RFC 8617 section 4.1.1",
  ],
  "arc-message-signature": [
    "A server on the way signed the mail as it passed it on.",
    "RFC 8617 section 4.1.2",
  ],
  "arc-seal": [
    "A server on the way sealed the chain of such results before its own.",
    "RFC 8617 section 4.1.3",
  ],
  "authentication-results": [
    "What the receiving server found when it checked SPF, DKIM and DMARC. Believe it only from your own server.",
    "RFC 8601 section 2.2",
  ],
  "auto-submitted": [
    "Whether a program sent this by itself; no program should answer such a mail.",
    "RFC 3834 section 5",
  ],
  bcc: [
    "Who got a copy that the others do not know of. Most programs leave it out of what they send.",
    DESTINATION,
  ],
  cc: ["Who got a copy, for everybody to see.", DESTINATION],
  comments: ["Remarks on the mail.", INFORMATION],
  "content-description": ["What this part is, for people.", "RFC 2045 section 8"],
  "content-disposition": [
    "Whether a part is shown in its place or attached as a file, and the file's name.",
    "RFC 2183",
  ],
  "content-id": ["Names this part, so that HTML can show it as cid:name.", "RFC 2045 section 7"],
  "content-language": ["The language of the text.", "RFC 3282"],
  "content-location": ["The address that this part stands for.", "RFC 2557"],
  "content-transfer-encoding": [
    "How the body is written so that it survives the way: base64, quoted-printable, or as it is.",
    "RFC 2045 section 6",
  ],
  "content-type": [
    "What the body is: its kind, the charset of a text, the boundary between parts.",
    "RFC 2045 section 5",
  ],
  date: ["When the sender finished the mail, by the sender's own clock.", DATE],
  "delivered-to": ["The mailbox that a server put the mail into.", "RFC 9228"],
  "disposition-notification-to": [
    "Where the sender wants to hear that the mail was read; a reader may decline.",
    "RFC 8098 section 2.1",
  ],
  "dkim-signature": [
    "A signature of the sender's domain over the body and the fields it names. Its key is in DNS.",
    "RFC 6376 section 3.5",
  ],
  expires: ["When the mail is of no more use.", "RFC 4021 section 2.1.50"],
  from: [
    "Who wrote the mail, by their own account. SMTP does not check it; the envelope may say another.",
    ORIGIN,
  ],
  importance: ["How important the sender holds it to be.", "RFC 2156 section 5.3.6"],
  "in-reply-to": ["The Message-ID of the mail that this one answers.", IDENTITY],
  keywords: ["Words to find the mail by.", INFORMATION],
  "list-archive": ["Where the list's old mails are.", "RFC 2369 section 3.6"],
  "list-help": ["How to get help about the list.", "RFC 2369 section 3.1"],
  "list-id": ["Names the mailing list that this came through.", "RFC 2919"],
  "list-owner": ["Who runs the list.", "RFC 2369 section 3.5"],
  "list-post": ["Where to write to everybody on the list.", "RFC 2369 section 3.4"],
  "list-subscribe": ["How to join the list.", "RFC 2369 section 3.3"],
  "list-unsubscribe": ["How to leave the list.", "RFC 2369 section 3.2"],
  "list-unsubscribe-post": ["Says that one request to leave is enough.", "RFC 8058 section 3.1"],
  "message-id": ["Names this mail, once in the world, so that others can refer to it.", IDENTITY],
  "mime-version": ["Says that the body is written by the rules of MIME.", "RFC 2045 section 4"],
  organization: ["Where the author belongs.", "RFC 5536 section 3.2.9"],
  precedence: ["An old habit of lists: how much a program should hurry with it.", "RFC 2076"],
  priority: ["How urgent the sender holds it to be.", "RFC 2156 section 5.3.6"],
  received: [
    "A server's stamp: from whom it took the mail, who it is itself, and when. The newest stands on top.",
    "RFC 5321 section 4.4",
  ],
  "received-spf": [
    "Whether the address that sent it may send for the domain of the envelope.",
    "RFC 7208 section 9.1",
  ],
  references: ["The mails of this conversation, the first one first.", IDENTITY],
  "reply-to": ["Where answers should go, if not to From.", ORIGIN],
  "return-path": ["The envelope's sender, noted at delivery: where a bounce would go.", TRACE],
  "require-recipient-valid-since": [
    "Deliver only if the address has belonged to the same person since this date.",
    "RFC 7293",
  ],
  sender: ["Who sent it, where that is not the author.", ORIGIN],
  subject: ["What the mail is about.", INFORMATION],
  "tls-required": [
    "Whether it matters more that the mail arrives than that TLS is used.",
    "RFC 8689",
  ],
  to: ["Whom it is for. SMTP does not look at it; the envelope's recipients count.", DESTINATION],
  "user-agent": ["The program that wrote the mail.", "RFC 5536 section 3.2.13"],
  "x-mailer": ["The program that wrote the mail, by an old habit.", "RFC 2076"],
};

/** Families of fields, by how their names begin. */
const FAMILIES: readonly (readonly [prefix: string, ...Row])[] = [
  ["resent-", "Somebody sent the mail on as it was; this says the same of their sending.", RESENT],
  ["list-", "Says something of the mailing list that this came through.", "RFC 2369"],
  ["content-", "Says something of the body.", "RFC 2045 section 9"],
  ["arc-", "Belongs to the chain of servers that vouch for what they found.", "RFC 8617"],
  ["x-", "A field of somebody's own making: no standard says what it means.", "RFC 6648"],
];

/** What a field of this name means, in any case of letters; nothing where no standard is known to say so. */
export function meaningOf(name: string): FieldMeaning | undefined {
  const key = name.toLowerCase();
  const row = Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined;
  const family = FAMILIES.find(([prefix]) => key.startsWith(prefix));
  const [words, source] = row ?? family?.slice(1) ?? [];
  return words === undefined || source === undefined ? undefined : { words, source };
}
