import type { TranscriptLine } from "wsmtp";
import { type Said, Exchange, type ReplyLine, type Within } from "../exchange.js";
import { verbOf } from "./commands.js";

/** What a line is in its conversation. */
export type Role =
  /** A command, by its first word in capitals. */
  | { readonly kind: "command"; readonly verb: string }
  /** An answer to a prompt of AUTH. */
  | { readonly kind: "response" }
  /** A line of the mail itself. */
  | { readonly kind: "content" }
  /** The dot that ends the mail. */
  | { readonly kind: "end" }
  /** A line of a reply; `last` where no more lines of it follow, `first` where none came before. */
  | {
      readonly kind: "reply";
      readonly to: Topic;
      readonly code: string;
      readonly first: boolean;
      readonly last: boolean;
    }
  /** What a server said that is no line of a reply. */
  | { readonly kind: "noise" };

/** What a reply answers: nothing yet said, the end of a mail, a command by its verb, or nobody knows what. */
export type Topic = "greeting" | "content" | "unasked" | (string & {});

/** Follows a conversation line by line, and knows where it stands. */
export class Course {
  /** By which command the client has introduced itself; empty before that, and anew inside TLS. */
  hello = "";
  /** The lines of the newest answer to EHLO, without the server's name. */
  offers: readonly string[] = [];
  /** TLS was asked for and granted. */
  secured = false;
  signedIn = false;
  /** The sender of the mail in progress was accepted. */
  sender = false;
  /** How many of its recipients were. */
  recipients = 0;
  /** The server has said that it closes the connection. */
  over = false;
  /** What the newest prompt of AUTH asks for, in base64. */
  prompt = "";
  /** The mechanism of the newest AUTH, in capitals. */
  mechanism = "";
  readonly #exchange = new Exchange();
  #reply: string[] = [];

  /** Where a conversation stands after all its lines. */
  static of(lines: readonly TranscriptLine[]): Course {
    const course = new Course();
    for (const line of lines) course.take(line);
    return course;
  }

  /** What is said now: commands, lines of a mail, octets of a chunk, or what a prompt of AUTH asks for. */
  get within(): Within {
    return this.#exchange.within;
  }

  /** The server has greeted. */
  get greeted(): boolean {
    return this.#exchange.greeted;
  }

  /** Something that was said has no answer yet. */
  get waits(): boolean {
    return this.#exchange.waits;
  }

  /** Whether the server offers an extension, by its keyword. */
  offersOf(keyword: string): readonly string[] | undefined {
    const words = this.offers.map((line) =>
      line
        .trim()
        .toUpperCase()
        .split(/[\s=]+/),
    );
    return words.find(([first]) => first === keyword)?.slice(1);
  }

  /** Takes the next line, and says what it is. */
  take(line: Pick<TranscriptLine, "direction" | "text">): Role {
    const part = this.#exchange.take(line);
    if (part.kind === "command") return this.#command(part.text);
    return part.kind === "reply" ? this.#heard(part, line.text) : { kind: part.kind };
  }

  #command(text: string): Role {
    const verb = verbOf(text);
    if (verb === "AUTH") this.mechanism = text.trim().split(/\s+/)[1]?.toUpperCase() ?? "";
    return { kind: "command", verb };
  }

  #heard({ answers, greeting, code, first, last }: ReplyLine, text: string): Role {
    const to = greeting ? "greeting" : topicOf(answers);
    this.#reply.push(text.slice(code.length + 1));
    if (last) this.#concluded(to, code);
    return { kind: "reply", to, code, first, last };
  }

  #concluded(to: Topic, code: string): void {
    const lines = this.#reply;
    this.#reply = [];
    if (code === "421" || (to === "greeting" && code !== "220")) this.over = true;
    if (code === "334") this.prompt = lines[0]?.trim() ?? "";
    // RFC 5321 section 4.1.1.4: the mail is over, whether it was taken or not.
    if (to === "content" || to === "BDAT") this.#forgetMail();
    if (code.startsWith("2")) this.#done(to, lines);
  }

  #done(to: Topic, lines: readonly string[]): void {
    switch (to) {
      case "EHLO":
      case "LHLO":
      case "HELO":
        this.hello = to;
        this.offers = to === "HELO" ? [] : lines.slice(1);
        return this.#forgetMail();
      case "STARTTLS":
        this.secured = true;
        this.hello = "";
        this.offers = [];
        return;
      case "AUTH":
        this.signedIn = true;
        return;
      case "MAIL":
        this.sender = true;
        return;
      case "RCPT":
        this.recipients += 1;
        return;
      case "RSET":
        return this.#forgetMail();
      case "QUIT":
        this.over = true;
    }
  }

  #forgetMail(): void {
    this.sender = false;
    this.recipients = 0;
  }
}

function topicOf(asked: Said | undefined): Topic {
  switch (asked?.kind) {
    case undefined:
      return "unasked";
    case "command":
      return verbOf(asked.text);
    case "response":
      return "AUTH";
    case "end":
      return "content";
  }
}
