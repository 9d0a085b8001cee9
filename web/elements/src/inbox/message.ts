import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Address, Email } from "postal-mime";
import { onceGone } from "../gone.js";
import { legible } from "../legible.js";
import { addressList } from "../address-list.js";
import { sentenceOf } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import "../transcript/transcript.js";
import { fileName } from "../file-name.js";
import { headersView } from "./headers-view.js";
import { Mail, formatAddresses } from "./mail.js";
import type { Download } from "./mail.js";
import type { MailSource, MailSummary } from "./mail-source.js";
import { messageStyles } from "./message-styles.js";
import { partsView } from "./parts-view.js";
import { sourceView } from "./source-view.js";
import "../tabs.js";
import { viewStyles } from "./view-styles.js";

const VIEWS = {
  text: "Text",
  html: "HTML",
  parts: "Parts",
  headers: "Headers",
  conversation: "Conversation",
  ladder: "Ladder",
  source: "Source",
} as const;

type View = keyof typeof VIEWS;

/** Views that few readers turn to, or are large: what shows them is loaded then, and until it is there their place is empty. */
const LOADED: Partial<
  Record<View, { readonly what: string; readonly load: () => Promise<unknown> }>
> = {
  html: { what: "What cleans HTML", load: () => import("./html-view.js") },
  ladder: { what: "What draws ladders", load: () => import("../ladder/ladder.js") },
};

/** Characters of a header that may need more room than it gets on a narrow screen: the reader can then scroll by key. */
const LONG = 100;

/**
 * One mail: its header, files, text, HTML, parts, header fields, source, and how it came in.
 *
 * @fires remove - `CustomEvent`: a person wants the mail to be deleted.
 */
@customElement("wsmtp-message")
export class MessageElement extends LitElement {
  /** The mailbox that has it. */
  @property({ attribute: false }) source: MailSource | undefined;
  /** Which mail of the mailbox. */
  @property({ attribute: false, hasChanged: isAnother }) mail: MailSummary | undefined;

  @state() private opened: Mail | undefined;
  @state() private trouble = "";
  @state() private view: View = "text";
  /** The view that could not be loaded. */
  @state() private failed: View | undefined;
  /** The load of the mail that is shown, or will be: what others bring is dropped. */
  private loading: object | undefined;

  static override styles = [base, messageStyles, viewStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.loading) void this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    onceGone(this, () => this.close());
  }

  override render() {
    if (this.trouble !== "") return html`<p class="trouble" role="alert">${this.trouble}</p>`;
    if (!this.opened) return html`<p class="loading muted">Opening the mail…</p>`;
    const { email, files } = this.opened;
    return html`<article class="card" aria-labelledby="subject">
      ${this.renderHeader(email)} ${files.length === 0 ? nothing : renderFiles(files)}
      <wsmtp-tabs
        label="Views of the mail"
        .tabs=${this.views().map((id) => ({ id, label: VIEWS[id] }))}
        selected=${this.view}
        @select=${(event: CustomEvent<View>) => (this.view = event.detail)}
      ></wsmtp-tabs>
      <div class="view" role="tabpanel" aria-label=${VIEWS[this.view]}>
        ${this.failed === this.view ? this.renderFailure() : this.renderView(this.opened)}
      </div>
    </article>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("mail") || changed.has("source")) void this.open();
    if (changed.has("view")) void this.load();
  }

  protected override updated(): void {
    const tabs = this.renderRoot.querySelector("wsmtp-tabs");
    if (tabs) tabs.panel = this.renderRoot.querySelector(".view");
  }

  private renderHeader(email: Email) {
    const subject = email.subject ?? "";
    return html`<header>
      <div class="top">
        <h2 id="subject" dir="auto" tabindex=${subject.length > LONG ? 0 : nothing}>
          ${subject === "" ? "(no subject)" : legible(subject)}
        </h2>
        <button type="button" @click=${() => this.dispatchEvent(new CustomEvent("remove"))}>
          Delete
        </button>
      </div>
      <dl>
        ${renderAddresses("From", email.from ? [email.from] : [])}
        ${renderAddresses("To", email.to)} ${renderAddresses("Cc", email.cc)}
        ${
          email.date === undefined
            ? nothing
            : html`<dt>Date</dt>
                <dd tabindex=${email.date.length > LONG ? 0 : nothing}>
                  <bdi>${formatDate(email.date)}</bdi>
                </dd>`
        }
      </dl>
    </header>`;
  }

  private views(): readonly View[] {
    const email = this.opened?.email;
    return [
      ...(email?.text !== undefined || email?.html === undefined ? (["text"] as const) : []),
      ...(email?.html !== undefined ? (["html"] as const) : []),
      ...(["parts", "headers", "conversation", "ladder", "source"] as const),
    ];
  }

  private renderView(opened: Mail) {
    switch (this.view) {
      case "text":
        return html`<div
          class="text"
          tabindex="0"
          dir="auto"
          .textContent=${legible(opened.email.text || "(no text)")}
        ></div>`;
      case "html":
        return html`<wsmtp-mail-html .mail=${opened.email}></wsmtp-mail-html>`;
      case "parts":
        return partsView(opened);
      case "headers":
        return headersView(opened);
      case "conversation":
        return html`<wsmtp-transcript .conversation=${opened.conversation}></wsmtp-transcript>`;
      case "ladder":
        return html`<wsmtp-ladder
          .conversation=${opened.conversation}
          .place=${this.source?.place}
        ></wsmtp-ladder>`;
      case "source":
        return sourceView(opened);
    }
  }

  private renderFailure() {
    return html`<div class="failure">
      <p role="alert">
        ${LOADED[this.view]?.what} could not be loaded. Everything else of the mail can be read.
      </p>
      <button type="button" @click=${this.tryAgain}>Try again</button>
    </div>`;
  }

  private async tryAgain(): Promise<void> {
    await this.load();
    // The button that was pressed is gone.
    if (this.failed === undefined) this.renderRoot.querySelector("wsmtp-tabs")?.focus();
  }

  /** Loads what shows the view. */
  private async load(): Promise<void> {
    const { view } = this;
    try {
      await LOADED[view]?.load();
      if (this.failed === view) this.failed = undefined;
    } catch (error) {
      reportError(error);
      this.failed = view;
    }
  }

  private async open(): Promise<void> {
    this.close();
    const { mail, source } = this;
    if (mail === undefined || !source || !this.isConnected) return;
    const loading = (this.loading = {});
    try {
      const opened = await Mail.open(source, mail);
      if (loading === this.loading) this.show(opened);
      else opened.close();
    } catch (error) {
      if (loading === this.loading) this.trouble = sentenceOf(error);
    }
  }

  private show(opened: Mail): void {
    this.opened = opened;
    if (!this.views().includes(this.view)) this.view = this.views()[0] ?? "source";
  }

  private close(): void {
    this.opened?.close();
    this.opened = this.loading = undefined;
    this.trouble = "";
  }
}

/** A list that is loaded again has new objects for the same mails. */
function isAnother(now?: MailSummary, before?: MailSummary): boolean {
  return now?.id !== before?.id || now?.received !== before?.received;
}

function renderAddresses(label: string, addresses: readonly Address[] | undefined) {
  if (!addresses || addresses.length === 0) return nothing;
  const people = addresses.map((one) => formatAddresses([one]));
  const long = people.join().length > LONG;
  return html`<dt>${label}</dt>
    <dd tabindex=${long ? 0 : nothing}>${addressList(people)}</dd>`;
}

function renderFiles(files: readonly Download[]) {
  return html`<ul class="files" aria-label="Attachments">
    ${files.map(
      ({ name, size, href }) =>
        html`<li>
          <a href=${href} download=${fileName(name)}><bdi>${fileName(name)}</bdi></a>
          <span class="muted small">${formatSize(size)}</span>
        </li>`,
    )}
  </ul>`;
}

/** The header's date in the reader's words; as it stands, where it is not a date. */
function formatDate(date: string): string {
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return legible(date);
  return parsed.toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-message": MessageElement;
  }
}
