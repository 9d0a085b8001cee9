import type { TlsReport, TranscriptLine } from "wsmtp";
import type { Conversation } from "./conversation.js";
import { KeptLines } from "./kept-lines.js";

/** What is said over one connection; told on at most once for each picture that the page draws. */
export class Overheard {
  private readonly kept = new KeptLines();
  private tls: TlsReport | undefined;
  private frame: number | undefined;

  constructor(private readonly tell: (conversation: Conversation) => void) {}

  readonly said = (line: TranscriptLine): void => {
    this.kept.add(line);
    this.tellSoon();
  };

  readonly secured = (tls: TlsReport): void => {
    this.tls = tls;
    this.tellSoon();
  };

  /** Forgets everything. */
  clear(): void {
    this.kept.clear();
    this.tls = undefined;
    this.tellNow();
  }

  /** Tells everything that is not told yet. */
  readonly tellNow = (): void => {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    const { lines, missing } = this.kept;
    this.tell({ lines, missing, tls: this.tls });
  };

  private tellSoon(): void {
    this.frame ??= requestAnimationFrame(this.tellNow);
  }
}
