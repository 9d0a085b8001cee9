import type { Security } from "wsmtp";
import { type Command, commandOf, verbOf } from "./commands.js";
import type { Course } from "./course.js";
import { foreignOf } from "./foreign.js";
import { mechanismOf } from "./mechanisms.js";
import { corrected } from "./misspelling.js";
import { parameterOf } from "./parameters.js";
import { secretless, signsIn } from "./secret.js";

/** What somebody who knows SMTP says about a line before it is said. Words have no capital letter and no full stop. */
export interface Advice {
  /** What is wrong or remarkable. */
  readonly words: string;
  /** The line as it was likely meant. */
  readonly instead?: string | undefined;
  /** The command that it is about, to be explained. */
  readonly about?: Command | undefined;
  /** It must not be said as it is: it cannot go out, or the session would end. */
  readonly kept?: boolean;
}

/** What is known of the way to the server. */
export interface Way {
  /** How the way is meant to be secured; undefined while nobody is connected. */
  readonly security: Security | undefined;
  /** TLS is there. */
  readonly tls: boolean;
  /** A gateway passes the lines on, and judges them. */
  readonly gateway: boolean;
}

/** What a gateway lets through before TLS (the tunnel's specification, STARTTLS). */
const BEFORE_TLS = ["EHLO", "HELO", "NOOP", "QUIT", "STARTTLS"];

/** What is to be said about a line; undefined where nothing is. */
export function adviceOn(line: string, course: Course, way: Way): Advice | undefined {
  if (course.within === "data") return aboutContent(line);
  if (course.within === "prompt") return undefined;
  const verb = verbOf(line);
  return (
    impossible(line, verb) ??
    keptBack(verb, way, course) ??
    unmasked(line, verb) ??
    misspelt(line) ??
    misshapen(line, verb) ??
    outOfTurn(verb, course, way) ??
    notOffered(line, verb, course)
  );
}

function aboutContent(line: string): Advice | undefined {
  if (!line.startsWith(".") || line === "." || line.startsWith("..")) return undefined;
  return {
    words: `the server takes the first dot of this line away, so that ${line.slice(1) || "nothing"} is left: to keep the dot, a client doubles it`,
    instead: `.${line}`,
  };
}

function impossible(line: string, verb: string): Advice | undefined {
  if (verb === "") return { words: "an empty line says nothing: type a command", kept: true };
  if (line.includes("\t")) {
    return {
      words: "a command holds no tab: type a space",
      instead: secretless(line.replaceAll("\t", " ")),
      kept: true,
    };
  }
  if (verb !== "BDAT") return undefined;
  const words =
    "BDAT cannot be typed, as octets follow it that are no lines: say DATA, or let the console send a whole mail in chunks";
  return { words, about: commandOf("BDAT"), kept: true };
}

/** What would end the session, as it is not to go over the network in clear. */
function keptBack(verb: string, way: Way, course: Course): Advice | undefined {
  const clear = !way.tls && way.gateway;
  if (clear && way.security === "starttls" && !BEFORE_TLS.includes(verb)) {
    const words = `kept back: this server is reached over STARTTLS, and before TLS the gateway passes nothing on but ${BEFORE_TLS.join(", ")}, so that nobody on the way reads or changes the rest`;
    return { words, instead: firstStep(course), about: commandOf("STARTTLS"), kept: true };
  }
  if (clear && (verb === "AUTH" || verb === "X-EXPS")) {
    const words =
      "kept back: there is no TLS to this server, and whoever is on the way could read the password, as base64 hides nothing";
    return { words, about: commandOf("AUTH"), kept: true };
  }
  return undefined;
}

/** What may be a password, in a line that nobody takes for one and would hide. */
function unmasked(line: string, verb: string): Advice | undefined {
  const argument = line.trim().slice(verb.length);
  if (!signsIn(line) || commandOf(line) || verb === "X-EXPS" || argument === "") return undefined;
  const words = `kept back: ${quoted(verb)} is no command of SMTP, and what stands behind it may be a password, which would be shown; one signs in by AUTH`;
  const instead = corrected(secretless(line)) ?? "AUTH LOGIN";
  return { words, instead, about: commandOf("AUTH"), kept: true };
}

function firstStep({ hello }: Course): string {
  return hello === "" ? "EHLO " : "STARTTLS";
}

function misspelt(line: string): Advice | undefined {
  if (commandOf(line)) return undefined;
  const foreign = foreignOf(verbOf(line));
  if (foreign !== undefined)
    return { words: `${verbOf(line)} ${foreign}; this console only passes it on` };
  const instead = corrected(line);
  if (instead === undefined) {
    return {
      words: `${quoted(verbOf(line))} is no command of SMTP: HELP asks what the server knows`,
    };
  }
  const about = commandOf(instead);
  return {
    words: `${quoted(verbOf(line))} is no command of SMTP: did you mean ${about?.verb}?`,
    instead,
    about,
  };
}

function quoted(word: string): string {
  return word.length > 20 ? `“${word.slice(0, 20)}…”` : `“${word}”`;
}

/** A known command that is not written as it should be. */
function misshapen(line: string, verb: string): Advice | undefined {
  const about = commandOf(line);
  const rest = line.trim().slice(verb.length).trim();
  switch (verb) {
    case "MAIL":
      return path(rest, "FROM", about);
    case "RCPT":
      return path(rest, "TO", about);
    case "EHLO":
    case "HELO":
    case "LHLO":
      if (rest !== "") return undefined;
      return { words: `${verb} names who speaks`, instead: `${verb} client.example.org`, about };
    case "AUTH":
      return rest === ""
        ? { words: "AUTH names a mechanism", instead: "AUTH LOGIN", about }
        : undefined;
    case "VRFY":
    case "EXPN":
      return rest === "" ? { words: `${verb} names whom it asks about`, about } : undefined;
    case "DATA":
    case "QUIT":
    case "RSET":
    case "STARTTLS":
      return rest === ""
        ? undefined
        : { words: `nothing stands behind ${verb}`, instead: verb, about };
    default:
      return undefined;
  }
}

function path(rest: string, word: "FROM" | "TO", about: Command | undefined): Advice | undefined {
  const verb = word === "FROM" ? "MAIL" : "RCPT";
  const [, before = "", colon = "", gap = "", behind = ""] =
    new RegExp(`^${word}(\\s*)(:?)(\\s*)(.*)$`, "is").exec(rest) ?? [];
  const address = colon === "" && behind === "" ? rest.replace(/^(FROM|TO)?\s*:?\s*/i, "") : behind;
  const well = colon === ":" && before + gap === "" && /^<[^<>]*>(?:\s|$)/.test(address);
  if (well) return undefined;
  const [first = "", ...parameters] = address.replace(/>(?=\S)/, "> ").split(/\s+/);
  const bare = first.replace(/^<|>$/g, "");
  const instead = [`${verb} ${word}:<${bare}>`, ...parameters].join(" ");
  return {
    words: shape(verb, word, { before, colon, gap, address }),
    instead: bare === "" ? undefined : instead,
    about,
  };
}

function shape(
  verb: string,
  word: string,
  { before, colon, gap, address }: Readonly<Record<"before" | "colon" | "gap" | "address", string>>,
): string {
  if (colon === "")
    return `behind ${verb} stands ${word}:, with its colon, and the address in angle brackets`;
  if (before !== "") return `no space stands between ${word} and its colon`;
  if (gap !== "")
    return "no space stands behind the colon; many servers pass over it, and some refuse it";
  if (/^<[^<>]*>/.test(address)) return "a space stands between the address and its parameters";
  return "the address stands in angle brackets";
}

/** What a server answers with 503, or nearly so. */
function outOfTurn(verb: string, course: Course, way: Way): Advice | undefined {
  const refused = verb === "STARTTLS" ? untimely(course, way) : undefined;
  if (refused !== undefined) return { words: refused, about: commandOf("STARTTLS"), kept: true };
  const words = early(verb, course);
  return words === undefined
    ? undefined
    : { words: `${words}: the server is likely to answer 503` };
}

/** Why STARTTLS cannot be said now: what leads through TLS would not follow it. */
function untimely({ secured, hello }: Course, { tls }: Way): string | undefined {
  if (secured || tls) return "kept back: TLS is there already, and there is none inside TLS";
  return hello === "" ? "kept back: EHLO comes before STARTTLS" : undefined;
}

function early(verb: string, course: Course): string | undefined {
  const { hello, sender, recipients } = course;
  if (["MAIL", "RCPT", "DATA", "AUTH"].includes(verb) && hello === "") {
    return `EHLO comes before ${verb}`;
  }
  if (verb === "MAIL" && sender) return "a mail is in progress already: RSET forgets it";
  if (verb === "RCPT" && !sender) return "MAIL FROM comes before RCPT";
  if (verb === "DATA" && !sender) return "MAIL FROM and RCPT TO come before DATA";
  if (verb === "DATA" && recipients === 0)
    return "nobody gets the mail yet: RCPT TO comes before DATA";
  return verb === "AUTH" && course.signedIn ? "somebody is signed in already" : undefined;
}

/** What the server has not said that it can do. */
function notOffered(line: string, verb: string, course: Course): Advice | undefined {
  if (course.hello !== "EHLO" && course.hello !== "LHLO") return undefined;
  if (verb === "STARTTLS" && !course.offersOf("STARTTLS")) {
    return {
      words: "this server did not offer STARTTLS in its answer to EHLO",
      about: commandOf(line),
    };
  }
  if (verb === "AUTH") return mechanism(line, course);
  if (verb !== "MAIL" && verb !== "RCPT") return undefined;
  const words = line.slice(line.indexOf(">") + 1).split(/\s+/);
  const missing = words
    .map((word) => parameterOf(verb, word))
    .find((parameter) => parameter && !course.offersOf(parameter.extension));
  if (!missing) return undefined;
  return {
    words: `${missing.name} needs ${missing.extension}, which this server did not offer in its answer to EHLO`,
  };
}

function mechanism(line: string, course: Course): Advice | undefined {
  const asked = line.trim().split(/\s+/)[1]?.toUpperCase() ?? "";
  const offered = course.offersOf("AUTH");
  if (offered?.includes(asked)) return undefined;
  const words =
    offered === undefined
      ? "this server did not offer AUTH in its answer to EHLO; many offer it inside TLS alone"
      : `this server did not offer ${mechanismOf(asked) ? asked : "that"}; it offers ${offered.join(", ")}`;
  return { words, about: commandOf("AUTH") };
}
