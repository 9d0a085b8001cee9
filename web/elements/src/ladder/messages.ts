import type { TranscriptLine } from "wsmtp";

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

/** What stands for the rest of a mail in a transcript. */
const REST = /^\[(\d+) more octets of content\]$/;
const CHUNK = /^BDAT (\d+)( LAST)?$/i;

/** Puts a conversation's lines together to messages, in the order in which they began. */
export function messagesOf(lines: readonly TranscriptLine[]): readonly Message[] {
  const reading = new Reading();
  lines.forEach((line, index) => {
    if (line.direction === "S") reading.heard(line, index);
    else reading.said(line, index);
  });
  return reading.messages;
}

/** A message that may still grow. */
type Growing = { -readonly [K in keyof Message]: Message[K] } & { lines: TranscriptLine[] };

/** How content goes on: to the dot, or for as many octets as a BDAT has announced. */
type Content = { readonly until: "dot" } | { readonly until: "octets"; left: number };

class Reading {
  readonly messages: Growing[] = [];
  /** Messages that the server has yet to answer, oldest first. */
  private readonly awaited: number[] = [];
  /** The reply that has more lines to come, and the mail that has. */
  private reply: Growing | undefined;
  private mail: Growing | undefined;
  private content: Content | undefined;
  /** In LMTP an end of data is answered once for each recipient. */
  private answered: number | undefined;

  heard(line: TranscriptLine, index: number): void {
    const message = this.reply ?? this.answer(line, index);
    if (this.reply) grow(message, line);
    this.reply = /^\d{3}-/.test(line.text) ? message : undefined;
    if (this.reply === undefined) this.conclude(message);
  }

  said(line: TranscriptLine, index: number): void {
    if (this.content && !(this.content.until === "octets" && CHUNK.test(line.text))) {
      this.addContent(line, index);
    } else {
      this.content = undefined;
      this.begin("command", line, index);
      this.awaited.push(this.messages.length - 1);
      const octets = Number(CHUNK.exec(line.text)?.[1] ?? 0);
      if (octets > 0) this.content = { until: "octets", left: octets };
    }
  }

  private answer(line: TranscriptLine, index: number): Growing {
    const asked = this.awaited.shift();
    const answers =
      asked ?? (isEndOfData(this.messages[this.answered ?? -1]) ? this.answered : undefined);
    this.answered = answers;
    const kind = answers === undefined ? "unasked" : "reply";
    return this.begin(kind, line, index, answers);
  }

  /** What follows from a reply that is whole. */
  private conclude({ lines, answers }: Growing): void {
    const asked = this.messages[answers ?? -1]?.lines[0]?.text ?? "";
    const code = lines[0]?.text.slice(0, 3) ?? "";
    if (/^DATA$/i.test(asked.trim()) && code.startsWith("3")) this.content = { until: "dot" };
    else if (CHUNK.test(asked)) this.content = undefined;
  }

  private addContent(line: TranscriptLine, index: number): void {
    const before = this.messages.at(-1);
    if (this.mail && before === this.mail) grow(this.mail, line);
    else this.mail = this.begin("content", line, index);
    if (this.content && this.isLast(this.content, line.text)) this.content = undefined;
  }

  /** Whether content ends with this line; the dot is what the server answers. */
  private isLast(content: Content, text: string): boolean {
    if (content.until === "dot") {
      if (text !== ".") return false;
      this.awaited.push(this.messages.length - 1);
      return true;
    }
    content.left -= new TextEncoder().encode(text).length + 2;
    return content.left <= 0 || REST.test(text);
  }

  private begin(
    kind: MessageKind,
    line: TranscriptLine,
    index: number,
    answers: number | undefined = undefined,
  ): Growing {
    const { direction: from, at } = line;
    const message = { kind, from, lines: [line], line: index, at, answers };
    this.messages.push(message);
    return message;
  }
}

function grow(message: Growing, line: TranscriptLine): void {
  message.lines.push(line);
  message.at = line.at;
}

function isEndOfData(message: Message | undefined): boolean {
  return message?.kind === "content" || CHUNK.test(message?.lines[0]?.text ?? "");
}

/**
 * The octets of a mail, each line with its CRLF; what a transcript leaves out is counted, too, and the dots that
 * DATA asks for are not (RFC 5321, section 4.5.2).
 */
export function octetsOf({ lines }: Message): number {
  const encoder = new TextEncoder();
  const stuffed = lines.at(-1)?.text === ".";
  const mail = stuffed ? lines.slice(0, -1) : lines;
  const octets = mail.map(({ text }) => {
    const rest = REST.exec(text)?.[1];
    if (rest !== undefined) return Number(rest);
    return encoder.encode(text).length + 2 - (stuffed && text.startsWith(".") ? 1 : 0);
  });
  return octets.reduce((sum, one) => sum + one, 0);
}

/** Whether a reply refuses something: 4yz or 5yz (RFC 5321, section 4.2.1). */
export function isRefusal({ from, lines }: Message): boolean {
  return from === "S" && /^[45]/.test(lines[0]?.text ?? "");
}
