import type { TranscriptLine } from "wsmtp";
import { Exchange, type Part, type ReplyLine, octetsIn } from "../exchange.js";

/**
 * What a message is: a command (or an answer to a prompt of AUTH), a reply to one, what the server says
 * unasked (its greeting, or the 421 with which it closes), or lines of a mail.
 */
export type MessageKind = "command" | "reply" | "unasked" | "content";

/** What one side said in one go: a command, a reply with all its lines, or the lines of a mail. */
export interface Message {
  readonly kind: MessageKind;
  readonly from: "C" | "S";
  /** At least one; a long mail is shortened by whoever told it. */
  readonly lines: readonly TranscriptLine[];
  /** The place of the first line in the conversation. */
  readonly line: number;
  /** Milliseconds since the connection began, when the last line was said or heard. */
  readonly at: number;
  /** The place, among the messages, of what a reply answers. */
  readonly answers: number | undefined;
}

/** Puts a conversation's lines together to messages, in the order in which they began. */
export function messagesOf(lines: readonly TranscriptLine[]): readonly Message[] {
  const reading = new Reading();
  for (const line of lines) reading.take(line);
  return reading.messages;
}

/** A message that may still grow. */
type Growing = { -readonly [K in keyof Message]: Message[K] } & { lines: TranscriptLine[] };

class Reading {
  readonly messages: Growing[] = [];
  readonly #exchange = new Exchange();
  /** The message that each line is part of. */
  readonly #messageOf: number[] = [];
  /** The reply that has more lines to come. */
  #reply: Growing | undefined;

  take(line: TranscriptLine): void {
    this.#add(this.#exchange.take(line), line);
    this.#messageOf.push(this.messages.length - 1);
  }

  #add(part: Part, line: TranscriptLine): void {
    switch (part.kind) {
      case "command":
      case "response":
        return void this.#begin("command", line);
      case "content":
      case "end":
        return this.#content(line);
      case "reply":
        return this.#heard(part, line);
      case "noise":
        return void this.#begin("unasked", line);
    }
  }

  #content(line: TranscriptLine): void {
    const before = this.messages.at(-1);
    if (before?.kind === "content") grow(before, line);
    else this.#begin("content", line);
  }

  #heard({ answers, first, last }: ReplyLine, line: TranscriptLine): void {
    const asked = answers && this.#messageOf[answers.line];
    if (this.#reply && !first) grow(this.#reply, line);
    else this.#reply = this.#begin(asked === undefined ? "unasked" : "reply", line, asked);
    if (last) this.#reply = undefined;
  }

  #begin(kind: MessageKind, line: TranscriptLine, answers?: number): Growing {
    const { direction: from, at } = line;
    const message = { kind, from, lines: [line], line: this.#messageOf.length, at, answers };
    this.messages.push(message);
    return message;
  }
}

function grow(message: Growing, line: TranscriptLine): void {
  message.lines.push(line);
  message.at = line.at;
}

/**
 * The octets of a mail, each line with its CRLF; what a transcript leaves out is counted, too, and the dots that
 * DATA asks for are not (RFC 5321, section 4.5.2).
 */
export function octetsOf({ lines }: Message): number {
  const stuffed = lines.at(-1)?.text === ".";
  const mail = stuffed ? lines.slice(0, -1) : lines;
  return mail.reduce((sum, { text }) => {
    return sum + octetsIn(text) - (stuffed && text.startsWith(".") ? 1 : 0);
  }, 0);
}

/** Whether a reply refuses something: 4yz or 5yz (RFC 5321, section 4.2.1). */
export function isRefusal({ from, lines }: Message): boolean {
  return from === "S" && /^[45]/.test(lines[0]?.text ?? "");
}
