import { explainLine } from "../error/explain.js";
import type { Line, TranscriptLine } from "../runtime/wire.js";

/** What each command does, in words for people. */
const COMMANDS: Readonly<Record<string, string>> = {
  AUTH: "signs in",
  BDAT: "sends the next part of the mail, of so many octets",
  DATA: "asks to send the mail",
  EHLO: "greets, and asks what the server can do",
  EXPN: "asks who is on a mailing list",
  HELO: "greets in the old way",
  HELP: "asks what the server understands",
  LHLO: "greets, and asks what the server can do (LMTP)",
  MAIL: "begins a mail, and names whom it comes from",
  NOOP: "asks for a sign of life",
  QUIT: "takes leave",
  RCPT: "names a recipient",
  RSET: "lets the server forget the mail in progress",
  STARTTLS: "asks to encrypt the connection from here on",
  VRFY: "asks whether the server knows a user",
};

/** Finds out what the lines of one session mean, one after another: a mail's own lines look like anything. */
export class Meanings {
  /** What is said now: commands, the lines of DATA, or those of a chunk. */
  #within: "commands" | "data" | "chunk" = "commands";

  /** The line with its meaning. */
  with(line: Line): TranscriptLine {
    const { direction, text } = line;
    return { ...line, meaning: direction === "C" ? this.#client(text) : this.#server(text) };
  }

  #server(text: string): string {
    this.#within = text.startsWith("354") ? "data" : "commands";
    return explainLine(text);
  }

  #client(text: string): string {
    const verb = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? "";
    if (this.#within === "data") return this.#data(text);
    // Chunks may follow each other before the server says anything.
    if (this.#within === "chunk" && !/^BDAT \d+( LAST)?$/.test(text)) return "";
    if (verb === "BDAT") this.#within = "chunk";
    return Object.hasOwn(COMMANDS, verb) ? (COMMANDS[verb] ?? "") : "";
  }

  #data(text: string): string {
    if (text !== ".") return "";
    this.#within = "commands";
    return "ends the mail";
  }
}
