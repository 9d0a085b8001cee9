import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Address, Email } from "postal-mime";
import { legible } from "../legible.js";
import { recipients } from "../recipients.js";
import { sentenceOf } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import "../transcript/transcript.js";
import { htmlView } from "./html-view.js";
import { Mail, formatAddresses } from "./mail.js";
import type { Download } from "./mail.js";
import type { Mailbox } from "./mailbox.js";
import { messageStyles } from "./message-styles.js";
import "./tabs.js";

/** Bytes of the source shown at once: browsers lay out more than this slowly. The download has all. */
const MAX_SHOWN = 256 * 1024;

const VIEWS = {
  text: "Text",
  html: "HTML",
  conversation: "Conversation",
  source: "Source",
} as const;

type View = keyof typeof VIEWS;

/** Characters of a header that may need more room than it gets: the reader can then scroll by key. */
const LONG = 300;

/** One mail of the sandbox: its header, files, text, HTML, source, and how it came in. */
@customElement("wsmtp-message")
export class MessageElement extends LitElement {
  @property({ attribute: false }) mailbox?: Mailbox;
  /** Which mail of the mailbox. */
  @property({ type: Number }) mail?: number;

  @state() private opened: Mail | undefined;
  @state() private trouble = "";
  @state() private view: View = "text";

  static override styles = [base, messageStyles];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override render() {
    if (this.trouble !== "") return html`<p class="trouble" role="alert">${this.trouble}</p>`;
    if (!this.opened) return html`<p class="loading muted">Opening the mail…</p>`;
    const { email, files } = this.opened;
    return html`<article class="card" aria-label=${email.subject ?? "Mail without a subject"}>
      ${renderHeader(email)} ${files.length === 0 ? nothing : renderFiles(files)}
      <wsmtp-tabs
        label="Views of the mail"
        .tabs=${this.views().map((id) => ({ id, label: VIEWS[id] }))}
        selected=${this.view}
        @select=${(event: CustomEvent<View>) => (this.view = event.detail)}
      ></wsmtp-tabs>
      <div class="view" role="tabpanel" aria-label=${VIEWS[this.view]}>
        ${this.renderView(this.opened)}
      </div>
    </article>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("mail") || changed.has("mailbox")) void this.open();
  }

  protected override updated(): void {
    const tabs = this.renderRoot.querySelector("wsmtp-tabs");
    if (tabs) tabs.panel = this.renderRoot.querySelector(".view");
  }

  private views(): readonly View[] {
    const email = this.opened?.email;
    return [
      ...(email?.text !== undefined || email?.html === undefined ? (["text"] as const) : []),
      ...(email?.html !== undefined ? (["html"] as const) : []),
      "conversation",
      "source",
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
        return htmlView(opened.email.html ?? "");
      case "conversation":
        return html`<wsmtp-transcript
          .conversation=${{ lines: opened.transcript }}
        ></wsmtp-transcript>`;
      case "source":
        return renderSource(opened);
    }
  }

  private async open(): Promise<void> {
    this.close();
    const { mail, mailbox } = this;
    if (mail === undefined || !mailbox) return;
    try {
      const opened = await Mail.open(mailbox, mail);
      if (mail === this.mail && this.isConnected) this.show(opened);
      else opened.close();
    } catch (error) {
      if (mail === this.mail) this.trouble = sentenceOf(error);
    }
  }

  private show(opened: Mail): void {
    this.opened = opened;
    if (!this.views().includes(this.view)) this.view = this.views()[0] ?? "source";
  }

  private close(): void {
    this.opened?.close();
    this.opened = undefined;
    this.trouble = "";
  }
}

function renderHeader(email: Email) {
  const subject = email.subject ?? "";
  return html`<header>
    <h2 dir="auto" tabindex=${subject.length > LONG ? 0 : nothing}>
      ${subject === "" ? "(no subject)" : legible(subject)}
    </h2>
    <dl>
      ${renderAddresses("From", email.from ? [email.from] : [])} ${renderAddresses("To", email.to)}
      ${renderAddresses("Cc", email.cc)}
      ${
        email.date === undefined
          ? nothing
          : html`<dt>Date</dt>
              <dd>${formatDate(email.date)}</dd>`
      }
    </dl>
  </header>`;
}

function renderAddresses(label: string, addresses: readonly Address[] | undefined) {
  if (!addresses || addresses.length === 0) return nothing;
  const people = addresses.map((one) => formatAddresses([one]));
  const long = people.join().length > LONG;
  return html`<dt>${label}</dt>
    <dd tabindex=${long ? 0 : nothing}>${recipients(people)}</dd>`;
}

function renderFiles(files: readonly Download[]) {
  return html`<ul class="files" aria-label="Attachments">
    ${files.map(
      ({ name, size, href }) =>
        html`<li>
          <a href=${href} download=${name}><bdi>${legible(name)}</bdi></a>
          <span class="muted small">${formatSize(size)}</span>
        </li>`,
    )}
  </ul>`;
}

function renderSource({ bytes, source }: Mail) {
  const shown = new TextDecoder().decode(bytes.slice(0, MAX_SHOWN));
  const cut = bytes.byteLength > MAX_SHOWN;
  return html`<p class="note small">
      ${cut ? `The first ${formatSize(MAX_SHOWN)}. ` : nothing}<a
        href=${source.href}
        download=${source.name}
        >Download the source</a
      >
      <span class="muted">${formatSize(source.size)}</span>
    </p>
    <pre class="mono" tabindex="0" .textContent=${shown}></pre>`;
}

/** The header's date in the reader's words; as it stands, where it is not a date. */
function formatDate(date: string): string {
  const parsed = new Date(date);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-message": MessageElement;
  }
}
