import { explainLine } from "wsmtp";

/** What the first digit says: whether it worked (RFC 5321 section 4.2.1). */
const FIRST: Readonly<Record<string, string>> = {
  "1": "to be confirmed, which no server of SMTP says",
  "2": "yes: it is done",
  "3": "go on: the server waits for more",
  "4": "not now: the same may work later",
  "5": "no: the same will not work later either",
};

/** What the second digit says: what it is about. */
const SECOND: Readonly<Record<string, string>> = {
  "0": "about the command: how it is written, whether it is known, whether it is its turn",
  "1": "information that was asked for",
  "2": "about the connection",
  "3": "about signing in",
  "5": "about the mail, its recipient or the mailbox",
};

/** The first part of an enhanced code (RFC 3463 section 2). */
const CLASS: Readonly<Record<string, string>> = {
  "2": "success",
  "4": "a failure that may pass",
  "5": "a failure that stays",
};

/** The second part of an enhanced code (RFC 3463 section 3). */
const SUBJECT: Readonly<Record<string, string>> = {
  "0": "about nothing in particular",
  "1": "about an address",
  "2": "about a mailbox",
  "3": "about the mail system itself",
  "4": "about the network and the way there",
  "5": "about the protocol: what was said, and when",
  "6": "about the content",
  "7": "about security and rules",
};

/** Codes that learners meet in lists, and that no server of SMTP says. */
const UNSAID: Readonly<Record<string, string>> = {
  "101":
    "the server could not be reached, as some mail programs put it: no server says it, as there is none to say it",
  "111": "the connection was refused, as some mail programs put it: no server says it",
  "510":
    "the recipient's address is wrong, as some mail programs put it; servers say 550 or 553, often with 5.1.1",
  "511":
    "the recipient's address is wrong, as some mail programs put it; servers say 550 with 5.1.1",
};

/** What a line of a reply means by its code, such as `550 5.1.1 no such user`. */
export function explainReplyLine(line: string): string {
  const code = line.slice(0, 3);
  const unsaid = Object.hasOwn(UNSAID, code) ? UNSAID[code] : undefined;
  return unsaid ?? explainLine(line.replace(/^(\d{3})-/, "$1 "));
}

/** The digits of a reply code one by one, the others as dots, and what each says. */
export function explainDigits(code: string): readonly { text: string; words: string }[] {
  const [first = "", second = "", third = ""] = code;
  return [
    { text: `${first}··`, words: FIRST[first] ?? "no digit that a reply begins with" },
    { text: `·${second}·`, words: SECOND[second] ?? "about nothing that RFC 5321 names" },
    { text: `··${third}`, words: `tells ${code} from its neighbours` },
  ];
}

/** The three parts of an enhanced code such as `5.1.1`, the others as dots; none where it is no such code. */
export function explainEnhanced(enhanced: string): readonly { text: string; words: string }[] {
  const [, first = "", subject = "", detail = ""] =
    /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(enhanced) ?? [];
  if (first === "") return [];
  return [
    { text: `${first}.·.·`, words: CLASS[first] ?? "" },
    {
      text: `·.${subject}.·`,
      words: SUBJECT[subject] ?? "about something that RFC 3463 does not name",
    },
    { text: `·.·.${detail}`, words: detailOf(subject, detail) },
  ];
}

/** The detail is known where the same code as a failure is. */
function detailOf(subject: string, detail: string): string {
  if (detail === "0") return "nothing more exact";
  // A code that has no meaning of its own: what is told then is that of the enhanced one, or of its class.
  const known = explainLine(`599 5.${subject}.${detail}`);
  return known === explainLine("599 ")
    ? "a detail that is not in the registry's table here"
    : known;
}
