import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { TranscriptLine } from "wsmtp";
import { base } from "./styles.js";

/** An SMTP conversation, line by line. Every line is shown as text, whatever a server put into it. */
@customElement("wsmtp-transcript")
export class TranscriptElement extends LitElement {
  /** The lines, oldest first; `at` counts milliseconds since the connection began. */
  @property({ attribute: false }) lines: readonly TranscriptLine[] = [];
  /** Names the conversation for screen readers. */
  @property() label = "Conversation with the mail server";

  @query(".log") private log?: HTMLElement;
  private following = true;

  static override styles = [
    base,
    css`
      .log {
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
        grid-template-columns: 4.5ch 1.25rem 1fr;
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

      .failure .text {
        color: var(--wsmtp-bad);
      }

      .text {
        min-width: 0;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }

      .empty {
        padding: 0.25rem 1.25rem;
        color: var(--wsmtp-muted);
        font-family: var(--wsmtp-sans);
      }
    `,
  ];

  override render() {
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
          this.lines.length === 0
            ? html`<p class="empty">Nothing has been said yet.</p>`
            : html`<ol>
                ${this.lines.map(renderLine)}
              </ol>`
        }
      </div>
    `;
  }

  protected override updated(): void {
    if (this.following && this.log) this.log.scrollTop = this.log.scrollHeight;
  }

  /** A reader who scrolled up is left where they are; at the end, new lines stay in view. */
  private noteScroll(): void {
    const log = this.log;
    if (log) this.following = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  }
}

function renderLine(line: TranscriptLine) {
  const client = line.direction === "C";
  const failure = !client && /^[45]\d\d/.test(line.text);
  return html`<li class="${client ? "client" : "server"} ${failure ? "failure" : ""}">
    <time title="milliseconds since the connection began">${Math.round(line.at)}</time>
    <span class="who" aria-hidden="true">${line.direction}</span>
    <span class="unseen">${client ? "Client:" : "Server:"}</span>
    <span class="text" .textContent=${line.text}></span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-transcript": TranscriptElement;
  }
}
