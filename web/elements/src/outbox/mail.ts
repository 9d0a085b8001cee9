import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { OutboxEntry, Progress } from "wsmtp";
import { legible } from "../legible.js";
import { addressList } from "../address-list.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import { mailStyles } from "./mail-styles.js";
import { standing, undoUntil } from "./standing.js";
import type { Around, Deed, Standing } from "./standing.js";
import { serverWords, verdicts } from "./verdicts.js";
import type { Verdict } from "./verdicts.js";

/** What the buttons say; a mail that is undone or edited leaves the outbox. */
const LABELS: Readonly<Record<Deed, string>> = {
  undo: "Undo",
  sendNow: "Send now",
  cancel: "Cancel",
  retry: "Try again",
  edit: "Edit",
  markSent: "It arrived",
  remove: "Delete",
};

const HEADINGS: Readonly<Record<Verdict["state"], string>> = {
  accepted: "Accepted by the server for",
  waiting: "Still to be sent to",
  failed: "Not sent to",
  unknown: "Perhaps sent to",
};

/** The events of the element. */
interface OutboxMailEventMap extends HTMLElementEventMap {
  deed: CustomEvent<Deed>;
}

/** An element that knows the types of its events. */
export interface OutboxMailElement {
  addEventListener<K extends keyof OutboxMailEventMap>(
    type: K,
    listener: (event: OutboxMailEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * One mail of an outbox: how it stands, for each recipient, and what can be done.
 *
 * @fires deed - `CustomEvent<Deed>`: what the person wants done with it.
 */
@customElement("wsmtp-outbox-mail")
export class OutboxMailElement extends LitElement {
  @property({ attribute: false }) entry?: OutboxEntry;
  /** How much of it the server has, while it is sent. */
  @property({ attribute: false }) progress: Progress | undefined;
  @property({ attribute: false }) around: Around = { now: new Date(), online: true, asks: false };
  /** It is the one that was sent last from this page. */
  @property({ type: Boolean }) newest = false;
  /** Where a sandbox's mail can be read; empty where that is not known. */
  @property() inbox = "";

  /** Whether the person is asked if the mail is really to be deleted. */
  @state() private asking = false;
  @query("article") private article?: HTMLElement;
  private focused: Element | null = null;

  static override styles = [base, mailStyles];

  override render() {
    const { entry, around } = this;
    if (!entry) return nothing;
    const how = standing(entry, around);
    return html`<article
      class=${how.outcome}
      tabindex="-1"
      aria-labelledby="title"
      data-state=${entry.state}
      data-outcome=${this.newest ? how.outcome : nothing}
      data-code=${entry.error?.code ?? nothing}
    >
      <h3 id="title">${how.title}</h3>
      <p class="about">${renderAbout(entry)}</p>
      ${entry.state === "sending" ? renderProgress(this.progress) : nothing}
      ${how.words === "" ? nothing : html`<p class="sentence"><bdi>${legible(how.words)}</bdi></p>`}
      ${renderVerdicts(entry, how)}
      <div class="deeds">${this.asking ? this.renderQuestion() : this.renderDeeds(entry, how)}</div>
    </article>`;
  }

  protected override willUpdate(): void {
    this.focused = this.shadowRoot?.activeElement ?? null;
  }

  /** What can be done is another thing now: whoever had a button is at the mail, and not at the next button. */
  protected override updated(): void {
    if (this.focused?.isConnected === false) this.focus();
    this.focused = null;
  }

  override focus(): void {
    this.article?.focus();
  }

  private renderDeeds(entry: OutboxEntry, { deeds, outcome }: Standing) {
    const read = this.newest && outcome === "accepted" && this.inbox !== "";
    return html`
      ${repeat(
        deeds,
        (deed) => deed,
        (deed) => this.renderDeed(entry, deed),
      )}
      ${read ? html`<a href=${this.inbox}>Read it in the inbox</a>` : nothing}
    `;
  }

  private renderDeed(entry: OutboxEntry, deed: Deed) {
    const label =
      deed === "remove" && entry.state === "sent" ? "Remove from the list" : LABELS[deed];
    return html`<button
      type="button"
      class=${deed === "undo" ? "primary" : "plain"}
      @click=${() => this.ask(deed)}
    >
      ${label}${deed === "undo" ? this.renderSeconds(entry) : nothing}
    </button>`;
  }

  /** Seen, and not read out each second. */
  private renderSeconds(entry: OutboxEntry) {
    const { now } = this.around;
    const span = (undoUntil(entry, now)?.getTime() ?? 0) - now.getTime();
    return html`<span class="seconds" aria-hidden="true"
      >${Math.max(1, Math.ceil(span / 1000))}</span
    >`;
  }

  private renderQuestion() {
    return html`
      <span id="question">Delete this mail for good?</span>
      <button type="button" class="bad" @click=${() => this.want("remove")}>Delete it</button>
      <button type="button" class="keep" @click=${this.keep}>Keep it</button>
    `;
  }

  /** What was not sent is asked about: it is nowhere else. */
  private ask(deed: Deed): void {
    if (deed !== "remove" || this.entry?.state === "sent") return this.want(deed);
    this.asking = true;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".keep")?.focus(),
    );
  }

  private keep(): void {
    this.asking = false;
    void this.updateComplete.then(() => this.focus());
  }

  private want(deed: Deed): void {
    this.asking = false;
    this.dispatchEvent(new CustomEvent("deed", { detail: deed }));
  }
}

function renderAbout({ subject, recipients: to }: OutboxEntry) {
  const addresses = to.map(({ address }) => address);
  return html`<bdi class="subject">${subject === "" ? "(no subject)" : legible(subject)}</bdi>
    ${addresses.length === 0 ? nothing : html`<span class="to">to ${short(addresses)}</span>`}`;
}

/** The first recipients, and how many more. */
function short(addresses: readonly string[]) {
  const shown = addresses.slice(0, 2).join(", ");
  const more = addresses.length - 2;
  return html`<bdi>${legible(shown)}</bdi>${more > 0 ? ` and ${more} more` : nothing}`;
}

function renderProgress(progress: Progress | undefined) {
  if (progress === undefined || progress.total === 0) {
    return html`<progress aria-label="Connecting"></progress>`;
  }
  const { sent, total } = progress;
  const words =
    sent < total ? `${formatSize(sent)} of ${formatSize(total)}` : "Waiting for the server";
  return html`<div class="progress">
    <progress aria-label="Sent" max=${total} value=${sent}></progress>
    <span class="muted small">${words}</span>
  </div>`;
}

/** Each recipient's fate, where it is not the same as the mail's; else what the server said. */
function renderVerdicts(entry: OutboxEntry, how: Standing) {
  const all = verdicts(entry);
  const [only] = all;
  if (entry.state === "sent") return renderAccepted(entry, only);
  if (all.length > 1) {
    return html`<ul class="verdicts">
      ${all.map(renderVerdict)}
    </ul>`;
  }
  const said = entry.error === null ? "" : serverWords(entry.error);
  if (said === "" || how.words === "") return nothing;
  return renderSaid(said);
}

function renderAccepted({ response }: OutboxEntry, verdict: Verdict | undefined) {
  return html`
    <p>Accepted by the server for ${addressList(verdict?.addresses ?? [])}</p>
    ${response === "" ? nothing : renderSaid(response)}
  `;
}

function renderVerdict({ state, addresses, code, words, said }: Verdict) {
  const [address = ""] = addresses;
  return html`<li
    class=${state}
    data-code=${code || nothing}
    data-recipient=${addresses.length === 1 ? address : nothing}
  >
    <p>${HEADINGS[state]} ${addressList(addresses)}</p>
    ${words === "" ? nothing : html`<p><bdi>${legible(words)}</bdi></p>`}
    ${said === "" ? nothing : renderSaid(said)}
  </li>`;
}

/** The server's own words. */
function renderSaid(said: string) {
  return html`<p class="said">
    <span class="small">The server said:</span> <bdi class="mono" dir="ltr">${legible(said)}</bdi>
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-outbox-mail": OutboxMailElement;
  }
}
