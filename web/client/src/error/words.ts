import type { ErrorCode } from "./code.js";
import { explain } from "./explain.js";
import type { Reply } from "./reply.js";
import type { Failure, Step } from "./report.js";

/** One sentence: what happened, and what to do. */
export function words(failure: Failure): string {
  const cause = causeOf(failure);
  return failure.remedy === null ? cause : `${cause}: ${failure.remedy}`;
}

/** The same without what to do, for where that is another thing. */
function causeOf(failure: Failure): string {
  const { code, cause, reply, reason } = failure;
  if (reason !== null) return `${UNKNOWN}: ${causeOf(reason)}`;
  if (cause !== null) return cause;
  return reply === null ? closed(code) : refused(failure, reply);
}

/** Of a mail that the server may have. */
export const UNKNOWN =
  "nobody knows whether the mail was taken, so look for it before sending it again";

/** What a close code of the gateway's says, where the gateway could say no sentence before it. */
function closed(code: ErrorCode): string {
  return CLOSED[code] ?? `the gateway ended the session: ${code}`;
}

const FRESH_TOKEN = "reload the page, or sign in to this site again";
const ASK_SITE = "ask whoever runs this site";

const CLOSED: Readonly<Partial<Record<ErrorCode, string>>> = {
  "token-missing": `the gateway asks for a token: ${FRESH_TOKEN}`,
  "token-expired": `the token has expired: ${FRESH_TOKEN}`,
  "token-audience": `the token is for another gateway: ${ASK_SITE}`,
  "token-refused": `the gateway does not accept the token: ${ASK_SITE}`,
  "upstream-forbidden": `the token does not permit this server: ${ASK_SITE}`,
  "too-many-opens": "this address opened sessions too often: wait a minute, then try again",
  "bytes-exceeded":
    "the session moved more bytes than the gateway permits: send less in one session",
  "sign-in-refused":
    "the mail server does not accept the gateway's user and password: tell the gateway's operator",
};

function refused({ code, step, recipient }: Failure, reply: Reply): string {
  const what = code === "server-closed" ? "ended the session" : `refused ${REFUSED[step ?? "raw"]}`;
  const whom = code === "recipient-refused" && recipient !== null ? ` ${recipient}` : "";
  return `the server ${what}${whom}: ${WHY[code] ?? explain(reply)} (it said: ${said(reply)})`;
}

const REFUSED: Readonly<Record<Step, string>> = {
  greeting: "the session",
  hello: "the session",
  starttls: "STARTTLS",
  auth: "the sign-in",
  mail: "the sender",
  recipient: "the recipient",
  data: "the mail",
  chunk: "the mail",
  content: "the mail",
  noop: "the command",
  reset: "the command",
  help: "the command",
  verify: "the command",
  expand: "the command",
  raw: "the command",
  quit: "the command",
};

/** For what the page's user can mend, whatever the server says. */
const WHY: Readonly<Partial<Record<ErrorCode, string>>> = {
  "sign-in-needed": "it wants a sign-in first, give a user name and a password",
  "wrong-password": "the user name or the password is wrong, check both",
};

/** Characters of a reply that a message shows: more is too long to be read. */
const SHOWN = 500;

/** A reply on one line. */
function said({ code, enhanced, text }: Reply): string {
  const line = [code, enhanced ?? [], text.replaceAll("\n", " / ")].flat().join(" ");
  const shown = [...line].slice(0, SHOWN).join("");
  return shown === line ? line : `${shown}…`;
}
