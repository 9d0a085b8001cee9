import type { TranscriptLine } from "wsmtp";
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
      readonly to: Asked;
      readonly code: string;
      readonly first: boolean;
      readonly last: boolean;
    }
  /** What a server said that is no line of a reply. */
  | { readonly kind: "noise" };

/** What a reply answers: nothing yet said, the end of a mail, a command by its verb, or nobody knows what. */
export type Asked = "greeting" | "content" | "unasked" | (string & {});

/** What the person may say, as the server has it now. */
export type Within = "commands" | "data" | "chunk" | "prompt";

/** Follows a conversation line by line, and knows where it stands. */
export class Course {
  /** What is said now: commands, lines of a mail, octets of a chunk, or what a prompt of AUTH asks for. */
  within: Within = "commands";
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
  #greeted = false;
  #asked: Asked[] = [];
  #reply: string[] = [];
  /** The newest that was answered: in LMTP the end of a mail has several answers. */
  #answered: Asked = "unasked";

  /** Where a conversation stands after all its lines. */
  static of(lines: readonly TranscriptLine[]): Course {
    const course = new Course();
    for (const line of lines) course.take(line);
    return course;
  }

  /** The server has greeted. */
  get greeted(): boolean {
    return this.#greeted;
  }

  /** Something that was said has no answer yet. */
  get waits(): boolean {
    return !this.#greeted || this.#asked.length > 0;
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
  take({ direction, text }: Pick<TranscriptLine, "direction" | "text">): Role {
    return direction === "C" ? this.#client(text) : this.#server(text);
  }

  #client(text: string): Role {
    switch (this.within) {
      case "data":
        if (text !== ".") return { kind: "content" };
        this.within = "commands";
        this.#asked.push("content");
        return { kind: "end" };
      case "prompt":
        this.within = "commands";
        this.#asked.push("AUTH");
        return { kind: "response" };
      case "chunk":
        if (!/^BDAT \d+( LAST)?$/i.test(text)) return { kind: "content" };
        return this.#command(text);
      case "commands":
        return this.#command(text);
    }
  }

  #command(text: string): Role {
    const verb = verbOf(text);
    if (verb === "BDAT") this.within = "chunk";
    if (verb === "AUTH") this.mechanism = text.trim().split(/\s+/)[1]?.toUpperCase() ?? "";
    this.#asked.push(verb);
    return { kind: "command", verb };
  }

  #server(text: string): Role {
    const [, code = "", rest = ""] = /^(\d{3})(?:[ -](.*))?$/s.exec(text) ?? [];
    this.within = "commands";
    if (code === "") return { kind: "noise" };
    const to = this.#isAsked();
    const first = this.#reply.length === 0;
    const last = text[3] !== "-";
    this.#reply.push(rest);
    if (last) this.#answer(to, code);
    return { kind: "reply", to, code, first, last };
  }

  #isAsked(): Asked {
    if (!this.#greeted) return "greeting";
    return this.#asked[0] ?? (this.#answered === "content" ? "content" : "unasked");
  }

  #answer(to: Asked, code: string): void {
    const lines = this.#reply;
    this.#reply = [];
    this.#asked.shift();
    this.#answered = to;
    this.#greeted = true;
    if (code === "421" || (to === "greeting" && code !== "220")) this.over = true;
    if (code === "354") this.within = "data";
    if (code === "334") {
      this.within = "prompt";
      this.prompt = lines[0]?.trim() ?? "";
    }
    // RFC 5321 section 4.1.1.4: the mail is over, whether it was taken or not.
    if (to === "content" || to === "BDAT") this.#forgetMail();
    if (code.startsWith("2")) this.#done(to, lines);
  }

  #done(to: Asked, lines: readonly string[]): void {
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
