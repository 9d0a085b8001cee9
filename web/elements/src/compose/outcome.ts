import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { SentMessageInfo, WsmtpError } from "wsmtp";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import type { Outcome } from "./delivery.js";

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

      .address {
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
      <p>
        The server accepted the mail for <span class="address">${info.accepted.join(", ")}</span>.
      </p>
      <p class="response mono">${info.response}</p>
    </section>
    ${partial ? renderRefused(info.rejectedErrors) : nothing}
  `;
}

function renderRefused(errors: readonly WsmtpError[]) {
  return html`<section class="bad">
    <h2>Refused</h2>
    <ul>
      ${errors.map(
        (error) =>
          html`<li data-code=${error.code} data-recipient=${error.recipient ?? ""}>
            <p>${sentence(error.message)}</p>
          </li>`,
      )}
    </ul>
  </section>`;
}

function renderFailed(error: WsmtpError) {
  const refused = error.rejectedErrors ?? [];
  return html`<section class="bad" data-outcome="failed" data-code=${error.code}>
      <h2>${error.code === "outcome-unknown" ? "Perhaps sent" : "Not sent"}</h2>
      <p class="sentence">${sentence(error.message)}</p>
    </section>
    ${refused.length > 1 ? renderRefused(refused) : nothing}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-outcome": OutcomeElement;
  }
}
