import type { Security, TlsReport, Transport, TranscriptLine } from "wsmtp";
import type { Conversation } from "../conversation.js";

/** Lines kept of one conversation: a mail to 1,000 recipients, with room. */
const MAX_LINES = 5_000;

/** What is said over a transport's connection; told on at most once for each picture that the page draws. */
export class Overheard {
  private lines: TranscriptLine[] = [];
  private tls: TlsReport | undefined;
  private security: Security | undefined;
  private frame: number | undefined;
  /** Whether what comes next is said over another connection. */
  private over = false;

  constructor(private readonly tell: (conversation: Conversation) => void) {}

  /** Listens until `signal` is aborted. */
  listen(transport: Transport, signal: AbortSignal): void {
    transport.addEventListener(
      "secured",
      ({ detail }) => {
        this.renewAt(0);
        this.tls = detail;
        this.tellSoon();
      },
      { signal },
    );
    transport.addEventListener(
      "transcript",
      ({ detail }) => {
        this.security = transport.info?.security ?? this.security;
        this.said(detail);
      },
      { signal },
    );
    transport.addEventListener("clear", () => this.ended(), { signal });
  }

  private said(line: TranscriptLine): void {
    this.renewAt(line.at);
    if (this.lines.push(line) > MAX_LINES) this.lines.shift();
    this.tellSoon();
  }

  private ended(): void {
    this.over = true;
    this.tellNow();
  }

  /** Time that runs backwards is another connection's, too, where the one before was not left in peace. */
  private renewAt(time: number): void {
    const last = this.lines.at(-1)?.at ?? 0;
    if (!this.over && (time === 0 || time >= last)) return;
    this.over = false;
    this.lines = [];
    this.tls = undefined;
  }

  private tellSoon(): void {
    this.frame ??= requestAnimationFrame(() => this.tellNow());
  }

  private tellNow(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    const { tls, security } = this;
    this.tell({ lines: [...this.lines], tls, security });
  }
}
