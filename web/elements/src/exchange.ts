import type { TranscriptLine } from "wsmtp";

/** Something said that the server has to answer: a command, what answers a prompt of AUTH, or the dot that ends a mail. */
export interface Said {
  readonly kind: "command" | "response" | "end";
  /** As it was said. */
  readonly text: string;
  /** The place of its line in the conversation, from 0. */
  readonly line: number;
}

/** A line of a reply. */
export interface ReplyLine {
  readonly kind: "reply";
  /** What it answers; nothing where it is the greeting, or said unasked. */
  readonly answers: Said | undefined;
  readonly greeting: boolean;
  readonly code: string;
  /** Whether no line of the reply came before, and none follows. */
  readonly first: boolean;
  readonly last: boolean;
  /** How many of the client's lines waited for their replies as it came, the answered one among them. */
  readonly waiting: number;
}

/** What a line is in its conversation; `noise` is said by a server and is no line of a reply. */
export type Part = Said | { readonly kind: "content" } | ReplyLine | { readonly kind: "noise" };

/** What the client says next: commands, lines of a mail, octets of a chunk, or what a prompt of AUTH asks for. */
export type Within = "commands" | "data" | "chunk" | "prompt";

/** Lines that wait for their replies: far more than any server takes together. */
const MAX_WAITING = 1_000;

/** What stands for the rest of a mail in a transcript. */
const REST = /^\[(\d+) more octets of content\]$/;
/** The command before octets of a mail (RFC 3030, section 2). */
const CHUNK = /^BDAT (\d+)( LAST)?$/i;

/** Follows one connection line by line: what is a command, what is the mail itself, and which reply answers what. */
export class Exchange {
  #within: Within = "commands";
  /**
   * Octets of a chunk that are still to be said. A transcript shows at least as many: each line with a CRLF, and what is
   * no text as more than it is.
   */
  #left = 0;
  #line = 0;
  #greeted = false;
  #waiting: Said[] = [];
  /** Lines of a reply have come, and more are to come. */
  #replying = false;
  /** The newest that was answered: in LMTP the end of a mail has several answers (RFC 2033, section 4.2). */
  #answered: Said | undefined;

  get within(): Within {
    return this.#within;
  }

  /** Something that was said has no answer yet, or the server has not greeted. */
  get waits(): boolean {
    return !this.#greeted || this.#waiting.length > 0;
  }

  get greeted(): boolean {
    return this.#greeted;
  }

  /** Takes the next line, and says what it is. */
  take({ direction, text }: Pick<TranscriptLine, "direction" | "text">): Part {
    const part = direction === "C" ? this.#said(text) : this.#heard(text);
    this.#line += 1;
    return part;
  }

  #said(text: string): Part {
    switch (this.#within) {
      case "data":
        return text === "." ? this.#ask("end", text) : CONTENT;
      case "prompt":
        return this.#ask("response", text);
      case "chunk":
        // The next chunk need not wait for the answer to the one before (RFC 3030, section 4.2).
        return this.#left <= 0 && CHUNK.test(text) ? this.#ask("command", text) : this.#chunk(text);
      case "commands":
        return this.#ask("command", text);
    }
  }

  #ask(kind: Said["kind"], text: string): Said {
    const asked = { kind, text, line: this.#line };
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(asked);
    this.#left = kind === "command" ? Number(CHUNK.exec(text)?.[1] ?? 0) : 0;
    this.#within = this.#left > 0 ? "chunk" : "commands";
    return asked;
  }

  #chunk(text: string): Part {
    this.#left = REST.test(text) ? 0 : this.#left - octetsIn(text);
    return CONTENT;
  }

  #heard(text: string): Part {
    const code = /^(\d{3})(?:[ -]|$)/.exec(text)?.[1];
    if (code === undefined) return { kind: "noise" };
    const reply = {
      ...({ kind: "reply", answers: this.#isAsked(), greeting: !this.#greeted, code } as const),
      ...{ first: !this.#replying, last: text[3] !== "-", waiting: this.#waiting.length },
    };
    this.#replying = !reply.last;
    if (reply.last) this.#conclude(reply);
    return reply;
  }

  #isAsked(): Said | undefined {
    if (!this.#greeted) return undefined;
    return this.#waiting[0] ?? (endsMail(this.#answered) ? this.#answered : undefined);
  }

  /** What follows from a reply that is whole. */
  #conclude({ greeting, answers, code }: ReplyLine): void {
    if (!greeting) this.#waiting.shift();
    this.#greeted = true;
    this.#answered = answers;
    if (code === "354") this.#within = "data";
    else if (code === "334") this.#within = "prompt";
    else if (!this.#mailGoesOn()) this.#within = "commands";
  }

  /** Whether the server has answered in the midst of a mail: its dot, or a chunk's own answer, is still to come. */
  #mailGoesOn(): boolean {
    if (this.#within === "data") return true;
    return this.#within === "chunk" && this.#waiting.some(({ text }) => CHUNK.test(text));
  }
}

const CONTENT = { kind: "content" } as const;

/** The octets that a line of content stands for in a transcript: its own with CRLF, or all that was left out. */
export function octetsIn(text: string): number {
  const rest = REST.exec(text)?.[1];
  return rest === undefined ? new TextEncoder().encode(text).length + 2 : Number(rest);
}

/** Whether a mail ends with this line. */
function endsMail(asked: Said | undefined): boolean {
  return asked?.kind === "end" || /^BDAT \d+ LAST$/i.test(asked?.text ?? "");
}
