import type { TlsReport, TranscriptLine } from "wsmtp";
import type { Conversation } from "./conversation.js";

/** Lines kept of one conversation: a mail to 1,000 recipients, with room. */
const MAX_LINES = 5_000;

/** What is said over one connection; told on at most once for each picture that the page draws. */
export class Overheard {
  private lines: TranscriptLine[] = [];
  private tls: TlsReport | undefined;
  private frame: number | undefined;

  constructor(private readonly tell: (conversation: Conversation) => void) {}

  readonly said = (line: TranscriptLine): void => {
    if (this.lines.push(line) > MAX_LINES) this.lines.shift();
    this.tellSoon();
  };

  readonly secured = (tls: TlsReport): void => {
    this.tls = tls;
    this.tellSoon();
  };

  /** Forgets everything. */
  clear(): void {
    this.lines = [];
    this.tls = undefined;
    this.tellNow();
  }

  /** Tells everything that is not told yet. */
  readonly tellNow = (): void => {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.tell({ lines: [...this.lines], tls: this.tls });
  };

  private tellSoon(): void {
    this.frame ??= requestAnimationFrame(this.tellNow);
  }
}
