import type { TranscriptLine } from "wsmtp";
import { decodeBase64 } from "./base64.js";
import { explainReplyLine, explainDigits, explainEnhanced } from "./codes.js";
import { COMMANDS, type Command } from "./commands.js";
import { Course, type Role } from "./course.js";
import { explainOffer } from "./extensions.js";
import { foreignOf } from "./foreign.js";
import { mechanismOf } from "./mechanisms.js";
import { type Step, nextSteps } from "./next.js";
import { parameterOf } from "./parameters.js";

/** A part of a line, and what it says. */
export interface Part {
  /** As it stands in the line; of a code, one digit with dots for the others. */
  readonly text: string;
  readonly words: string;
}

/** What a line of a conversation means. Words have no capital letter and no full stop; texts are as they were said. */
export interface Explanation {
  /** What it is. */
  readonly title: string;
  /** What it does or says. */
  readonly summary: string;
  /** Its parts in their order. */
  readonly parts: readonly Part[];
  /** What may be said after it. */
  readonly next: readonly Step[];
  /** Where to read more, such as `RFC 5321 section 4.1.1.2`; empty where there is nothing. */
  readonly rfc: string;
}

/** What masks a secret. */
const MASK = "***";

/** Explains the line at an index of a conversation; undefined where there is none. */
export function explain(lines: readonly TranscriptLine[], at: number): Explanation | undefined {
  const line = lines[at];
  if (line === undefined) return undefined;
  const course = Course.of(lines.slice(0, at));
  const role = course.take(line);
  return { ...explainRole(line, role, lines, at), next: nextSteps(course) };
}

/** The role of each line of a conversation. */
export function rolesOf(lines: readonly TranscriptLine[]): readonly Role[] {
  const course = new Course();
  return lines.map((line) => course.take(line));
}

type Said = Omit<Explanation, "next">;

function explainRole(
  { text }: TranscriptLine,
  role: Role,
  lines: readonly TranscriptLine[],
  at: number,
): Said {
  switch (role.kind) {
    case "command":
      return explainCommand(text, role.verb);
    case "response":
      return explainResponse(text);
    case "content":
      return explainContent(text, lines, at);
    case "end":
      return said("the end of the mail", "a line that is a single dot ends the mail", [], DATA_END);
    case "noise":
      return said("no reply", "what the server said is no line of SMTP", []);
    case "reply":
      return explainReply(text, role);
  }
}

const DATA_END = "RFC 5321 section 4.5.2";

function explainCommand(text: string, verb: string): Said {
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  const foreign = foreignOf(verb);
  if (foreign !== undefined) return said(`the command ${verb}`, foreign, []);
  if (command === undefined) {
    return said(
      "no known command",
      "the server is likely to answer that it does not know this",
      [],
    );
  }
  const summary = `${command.purpose}. ${command.more}`;
  return said(`the command ${verb}`, summary, partsOf(text, command), command.rfc);
}

function partsOf(text: string, command: Command): readonly Part[] {
  const [verb = "", ...words] = text.trim().split(/\s+/);
  const first = { text: verb, words: `the command: ${command.form}` };
  if (command.verb === "AUTH") return [first, ...authParts(words)];
  if (command.verb === "MAIL" || command.verb === "RCPT") {
    return [first, ...pathParts(text.trim().slice(verb.length).trim(), command.verb)];
  }
  if (command.verb === "BDAT") return [first, ...chunkParts(words)];
  const rest = words.join(" ");
  return rest === "" ? [first] : [first, { text: rest, words: argumentOf(command.verb) }];
}

function argumentOf(verb: string): string {
  switch (verb) {
    case "EHLO":
    case "HELO":
    case "LHLO":
      return "the name of the machine that speaks, as it says itself";
    case "VRFY":
      return "the user who is asked about";
    case "EXPN":
      return "the list that is asked about";
    case "HELP":
      return "what help is wanted on";
    case "NOOP":
      return "passed over by the server";
    default:
      return "nothing belongs here; servers refuse it";
  }
}

function authParts([mechanism = "", ...rest]: readonly string[]): readonly Part[] {
  if (mechanism === "") return [];
  const response = rest.join(" ");
  const first = {
    text: mechanism,
    words: `the mechanism: ${mechanismOf(mechanism) ?? "how one signs in"}`,
  };
  return response === "" ? [first] : [first, { text: response, words: secretOf(response) }];
}

function secretOf(text: string): string {
  if (text === MASK) return "a secret, which is not shown: it was said in base64";
  if (text === "=") return "an empty first response (RFC 4954 section 4)";
  return decoded(text) ?? "the first response, in base64";
}

function pathParts(rest: string, verb: string): readonly Part[] {
  const [, keyword = "", path = "", parameters = ""] =
    /^(FROM\s*:|TO\s*:)\s*(<[^>]*>|\S*)\s*(.*)$/is.exec(rest) ?? [];
  if (keyword === "") {
    const wanted = verb === "MAIL" ? "FROM:<address>" : "TO:<address>";
    return rest === "" ? [] : [{ text: rest, words: `${wanted} is missing here` }];
  }
  const words = parameters.split(/\s+/).filter((word) => word !== "");
  return [
    { text: `${keyword}${path}`, words: addressOf(path, verb) },
    ...words.map((text) => ({
      text,
      words: parameterOf(verb, text)?.purpose ?? "a parameter that this console does not know",
    })),
  ];
}

function addressOf(path: string, verb: string): string {
  const from = verb === "MAIL";
  if (path === "<>") {
    return from ? "nobody: there must be no report if it cannot be delivered" : "no recipient";
  }
  if (!path.startsWith("<")) return "an address belongs in angle brackets";
  return from ? "the sender, who is told if it cannot be delivered" : "the recipient";
}

function chunkParts([octets = "", last = ""]: readonly string[]): readonly Part[] {
  const parts = [{ text: octets, words: "how many octets follow" }];
  return last === "" ? parts : [...parts, { text: last, words: "this chunk is the last one" }];
}

function explainResponse(text: string): Said {
  if (text === "*") return said("an answer to the prompt", "gives up signing in", [], AUTH);
  const words = secretOf(text);
  return said(
    "an answer to the prompt",
    "what the server asked for, in base64",
    [{ text, words }],
    AUTH,
  );
}

const AUTH = "RFC 4954 section 4";

function explainContent(text: string, lines: readonly TranscriptLine[], at: number): Said {
  const stuffed = text.startsWith(".")
    ? [
        {
          text: ".",
          words: "the server takes this first dot away, as a dot alone would end the mail",
        },
      ]
    : [];
  if (text === "") {
    const summary = inHeader(lines, at)
      ? "the first empty line ends the header; the text follows"
      : "part of the text";
    return said("an empty line of the mail", summary, [], "RFC 5322 section 2.1");
  }
  const [, name = ""] = /^([!-9;-~]+):/.exec(text) ?? [];
  const summary = inHeader(lines, at)
    ? name === ""
      ? "goes on with the field above, or is none: the mail's header ends with an empty line"
      : `the field ${name} of the mail's header, for its reader; the server delivers by MAIL and RCPT`
    : "part of the mail itself, which the server passes on and does not understand";
  return said("a line of the mail", summary, stuffed, stuffed.length > 0 ? DATA_END : "");
}

/** Whether no empty line of the mail stands before this one. */
function inHeader(lines: readonly TranscriptLine[], at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const line = lines[before];
    if (line === undefined || line.direction === "S") return true;
    if (line.text === "") return false;
  }
  return true;
}

function explainReply(text: string, role: Extract<Role, { kind: "reply" }>): Said {
  const { code, to, first, last } = role;
  const rest = text.slice(4);
  const title = `${to === "greeting" ? "the server's greeting" : "a reply"}: ${code}`;
  if (isOffer(role)) {
    const offer = { text: rest, words: "what is offered, by its keyword" };
    return said(title, explainOffer(rest), [...codeParts(code, last), offer], OFFERS);
  }
  const meaning = explainReplyLine(text);
  const summary =
    first && isHello(to) && code === "250" ? "the server greets back, by its name" : meaning;
  return said(title, summary, replyParts(code, rest, last), "RFC 5321 section 4.2");
}

function isHello(to: string): boolean {
  return to === "EHLO" || to === "LHLO";
}

/** A line of the answer to EHLO that stands behind the server's name. */
function isOffer({ to, code, first }: Extract<Role, { kind: "reply" }>): boolean {
  return isHello(to) && code === "250" && !first;
}

const OFFERS = "RFC 5321 section 4.1.1.1";

function codeParts(code: string, last: boolean): readonly Part[] {
  const follows = last ? "the last line of the reply" : "more lines follow";
  return [...explainDigits(code), { text: last ? "space" : "-", words: follows }];
}

function replyParts(code: string, rest: string, last: boolean): readonly Part[] {
  const [word = ""] = rest.split(" ");
  const enhanced = explainEnhanced(word);
  const behind = enhanced.length > 0 ? rest.slice(word.length + 1) : rest;
  return [...codeParts(code, last), ...enhanced, ...textParts(code, behind)];
}

function textParts(code: string, text: string): readonly Part[] {
  if (text === "") return [];
  if (code !== "334") return [{ text, words: "the server's own words, for people" }];
  return [{ text, words: decoded(text) ?? "what the server asks for, in base64" }];
}

function decoded(text: string): string | undefined {
  const plain = decodeBase64(text);
  return plain === undefined ? undefined : `base64 for “${plain.replaceAll("\0", "␀")}”`;
}

function said(title: string, summary: string, parts: readonly Part[], rfc = ""): Said {
  return { title, summary, parts, rfc };
}
