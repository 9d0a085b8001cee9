import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { TlsReport, TranscriptLine } from "wsmtp";
import type { Conversation } from "../conversation.js";
import { legible } from "../legible.js";
import { base } from "../styles.js";

/**
 * An SMTP conversation, line by line. Every line is shown as text, whatever a server put into it.
 *
 * @slot - what to say while there is no line yet.
 */
@customElement("wsmtp-transcript")
export class TranscriptElement extends LitElement {
  @property({ attribute: false }) conversation: Conversation = { lines: [] };
  /** Keeps the newest line in view while more is said. */
  @property({ type: Boolean }) follow = false;
  /** Names the conversation for screen readers. */
  @property() label = "Conversation with the mail server";

  @query(".log") private log?: HTMLElement;
  private atEnd = true;

  static override styles = [
    base,
    css`
      .log {
        /* Holds the unseen words, too, where they would lengthen the page. */
        position: relative;
        min-height: var(--wsmtp-transcript-min-height, 6rem);
        max-height: var(--wsmtp-transcript-height, 32rem);
        overflow: auto;
        padding: 0.75rem 0;
        border-radius: inherit;
        background: var(--wsmtp-sunken);
        font-family: var(--wsmtp-mono);
        font-size: 0.8125rem;
        line-height: 1.55;
      }

      li {
        display: grid;
        grid-template-columns: 7ch 1.25rem 1fr;
        gap: 0.625rem;
        padding: 0.0625rem 1rem 0.0625rem 0.5rem;
      }

      /* What the client says opens a new exchange. */
      .server + .client {
        margin-top: 0.375rem;
      }

      time {
        color: var(--wsmtp-muted);
        text-align: right;
      }

      .who {
        color: var(--wsmtp-muted);
        font-weight: 700;
        text-align: center;
      }

      .client .who {
        color: var(--wsmtp-accent);
      }

      .content .text {
        color: var(--wsmtp-muted);
      }

      .failure .text {
        color: var(--wsmtp-bad);
      }

      .text {
        min-width: 0;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }

      .tls {
        padding: 0.625rem 1.25rem;
        border-top: 1px solid var(--wsmtp-line);
        background: var(--wsmtp-surface);
        color: var(--wsmtp-muted);
        overflow-wrap: anywhere;
      }

      .empty {
        padding: 0.25rem 1.25rem;
        color: var(--wsmtp-muted);
        font-family: var(--wsmtp-sans);
      }
    `,
  ];

  override render() {
    const { lines, tls } = this.conversation;
    const empty = html`<p class="empty"><slot>Nothing was said.</slot></p>`;
    return html`
      <div
        class="log"
        role="log"
        aria-live="off"
        aria-label=${this.label}
        tabindex="0"
        @scroll=${this.noteScroll}
      >
        ${
          lines.length === 0
            ? empty
            : html`<ol>
                ${renderLines(lines)}
              </ol>`
        }
      </div>
      ${tls ? renderTls(tls) : nothing}
    `;
  }

  protected override updated(): void {
    if (this.follow && this.atEnd && this.log) this.log.scrollTop = this.log.scrollHeight;
  }

  /** A reader who scrolled up is left where they are; at the end, new lines stay in view. */
  private noteScroll(): void {
    const log = this.log;
    if (log) this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  }
}

/** What stands out in a line: who speaks, that a server refuses, and what is only the mail itself. */
function kindOf({ direction, text }: TranscriptLine, content: boolean): string {
  if (direction === "C") return content ? "client content" : "client";
  return /^[45]/.test(text) ? "server failure" : "server";
}

/** By what the mail itself began. */
type Beginning = "354" | "BDAT";

/**
 * The lines; what the client says after the server's 354, or after a BDAT of its own, is the mail, until
 * the server speaks again.
 */
function renderLines(lines: readonly TranscriptLine[]) {
  let mail: Beginning | undefined;
  return lines.map((line, index) => {
    const chunk = mail !== "354" && /^BDAT \d+( LAST)?$/i.test(line.text);
    const end = mail === "354" && line.text === ".";
    const kind = kindOf(line, mail !== undefined && !chunk && !end);
    if (line.direction === "S") mail = line.text.startsWith("354") ? "354" : undefined;
    else if (chunk) mail = "BDAT";
    return renderLine(line, kind, timeOf(line, lines[index - 1]));
  });
}

/** When a line was said, where that is news; the unit stands at the first. */
function timeOf({ at }: TranscriptLine, before: TranscriptLine | undefined): string {
  const time = Math.round(at);
  if (!before) return `${time} ms`;
  return time === Math.round(before.at) ? "" : String(time);
}

function renderLine({ direction, text }: TranscriptLine, kind: string, time: string) {
  return html`<li class=${kind}>
    <time title="milliseconds since the connection began">${time}</time>
    <span class="who" aria-hidden="true">${direction}</span>
    <span class="unseen">${direction === "C" ? "Client:" : "Server:"}</span>
    <span class="text" dir="ltr" .textContent=${legible(text)}></span>
  </li>`;
}

function renderTls({ version, cipher, certificate }: TlsReport) {
  const until = new Date(certificate.not_after).toLocaleDateString(undefined, {
    dateStyle: "medium",
  });
  return html`<p class="tls small">
    Encrypted with ${version}, ${cipher}. The server proved to be ${certificate.names.join(", ")}:
    certificate by ${certificate.issuer}, valid until ${until}.
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-transcript": TranscriptElement;
  }
}
