import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ErrorCode, SentMessageInfo, WsmtpError } from "wsmtp";
import { legible } from "../legible.js";
import { recipients } from "../recipients.js";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import type { Outcome } from "./delivery.js";

/** Where "Not sent" would not be the whole truth. */
const HEADINGS: Partial<Record<ErrorCode, string>> = {
  closed: "Cancelled",
  "outcome-unknown": "Perhaps sent",
  "token-audience": "Not admitted",
  "token-expired": "Not admitted",
  "token-missing": "Not admitted",
  "token-refused": "Not admitted",
  "upstream-forbidden": "Not admitted",
};

/** What became of a mail: who gets it, who does not and why, in plain words and the server's. */
@customElement("wsmtp-outcome")
export class OutcomeElement extends LitElement {
  @property({ attribute: false }) outcome?: Outcome;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }

      section {
        display: grid;
        gap: 0.5rem;
        padding: 0.875rem 1rem;
        border-left: 4px solid var(--tone);
        border-radius: var(--wsmtp-radius);
        background: var(--tint);
        overflow-wrap: anywhere;
      }

      .good {
        --tone: var(--wsmtp-good);
        --tint: var(--wsmtp-good-tint);
      }

      .bad {
        --tone: var(--wsmtp-bad);
        --tint: var(--wsmtp-bad-tint);
      }

      h2 {
        color: var(--tone);
        font-size: 1rem;
      }

      li + li {
        margin-top: 0.625rem;
      }

      .address,
      summary {
        font-weight: 600;
      }

      .response {
        color: var(--wsmtp-muted);
      }
    `,
  ];

  override render() {
    const outcome = this.outcome;
    if (!outcome) return nothing;
    return outcome.kind === "accepted" ? renderAccepted(outcome.info) : renderFailed(outcome.error);
  }
}

function renderAccepted(info: SentMessageInfo) {
  const all = info.accepted.length + info.rejected.length;
  const partial = info.rejected.length > 0;
  return html`
    <section class="good" data-outcome=${partial ? "partial" : "accepted"}>
      <h2>${partial ? `Sent to ${info.accepted.length} of ${all} recipients` : "Sent"}</h2>
      <div>Accepted by the server for ${recipients(info.accepted)}</div>
      <bdi class="response mono">${legible(info.response)}</bdi>
    </section>
    ${partial ? renderRefused(info.rejectedErrors) : nothing}
  `;
}

function renderRefused(errors: readonly WsmtpError[]) {
  return html`<section class="bad">
    <h2>Refused</h2>
    ${renderList(errors)}
  </section>`;
}

function renderFailed(error: WsmtpError) {
  const refused = error.rejectedErrors ?? [];
  return html`<section class="bad" data-outcome="failed" data-code=${error.code}>
    <h2>${HEADINGS[error.code] ?? "Not sent"}</h2>
    ${refused.length > 1 ? renderList(refused) : html`<bdi class="sentence">${sentence(legible(error.message))}</bdi>`}
  </section>`;
}

function renderList(errors: readonly WsmtpError[]) {
  return html`<ul>
    ${errors.map(
      ({ code, message, recipient }) =>
        html`<li data-code=${code} data-recipient=${recipient ?? ""}>
          <bdi>${sentence(legible(message))}</bdi>
        </li>`,
    )}
  </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-outcome": OutcomeElement;
  }
}
