import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { gatewayAt } from "../ask.js";
import { readGatewayInfo } from "../gateway.js";
import { legible } from "../legible.js";
import { sentenceOf } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import { inboxStyles } from "./inbox-styles.js";
import { Mailbox } from "./mailbox.js";
import type { MailSummary } from "./mailbox.js";
import "./message.js";

/** The mail that a demo gateway's sandbox keeps: a list, and the chosen mail. The address's `#id` names it. */
@customElement("wsmtp-inbox")
export class InboxElement extends LitElement {
  /** Where the gateway is; default: where the page came from. */
  @property() gateway = "";

  @state() private mailbox: Mailbox | undefined;
  @state() private mails: readonly MailSummary[] | undefined;
  @state() private chosen: number | undefined;
  @state() private trouble = "";
  /** This gateway has no mailbox, which is no trouble. */
  @state() private absent = false;

  @query("button.reload") private reloadButton!: HTMLButtonElement;

  static override styles = [base, inboxStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.followHash);
    document.addEventListener("visibilitychange", this.refreshWhenSeen);
    void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.followHash);
    document.removeEventListener("visibilitychange", this.refreshWhenSeen);
  }

  override render() {
    if (this.absent) return html`<p class="empty card muted">${NO_SANDBOX}</p>`;
    const mails = this.mails;
    return html`
      ${this.trouble === "" ? nothing : html`<p class="trouble" role="alert">${this.trouble}</p>`}
      <div class="bar">
        <p class="muted" role="status">
          ${mails ? countMails(mails.length) : "Opening the mailbox…"}
        </p>
        <button class="reload" type="button" @click=${this.refresh}>Reload</button>
        <button type="button" ?disabled=${!mails?.length} @click=${this.clear}>Delete all</button>
      </div>
      ${mails ? this.renderList(mails) : nothing}
    `;
  }

  private renderList(mails: readonly MailSummary[]) {
    return mails.length === 0 ? renderEmpty() : this.renderMails(mails);
  }

  private renderMails(mails: readonly MailSummary[]) {
    return html`<div class="panes">
      <nav aria-label="Mails">
        <ul class="card">
          ${mails.map((mail) => renderSummary(mail, mail.id === this.chosen))}
        </ul>
      </nav>
      ${
        this.chosen === undefined
          ? nothing
          : html`<wsmtp-message .mailbox=${this.mailbox} .mail=${this.chosen}></wsmtp-message>`
      }
    </div>`;
  }

  private readonly refresh = (): Promise<void> => this.attempt(() => this.load());

  private readonly refreshWhenSeen = (): void => {
    if (document.visibilityState === "visible" && this.mailbox) void this.refresh();
  };

  private clear(): Promise<void> {
    // The button that was pressed has nothing more to do.
    this.reloadButton.focus();
    return this.attempt(async () => {
      await this.mailbox?.clear();
      await this.load();
    });
  }

  private async load(): Promise<void> {
    this.mailbox ??= await this.openMailbox();
    this.mails = await this.mailbox?.list();
    // A reader keeps the mail that is open, whatever came after it.
    if (!this.mails?.some(({ id }) => id === this.chosen)) this.followHash();
  }

  private async openMailbox(): Promise<Mailbox | undefined> {
    const gateway = gatewayAt(this.gateway);
    this.absent = (await readGatewayInfo(gateway)).sandbox === null;
    return this.absent ? undefined : new Mailbox(gateway);
  }

  /** Shows the mail that the address names, else the newest. */
  private readonly followHash = (): void => {
    const named = Number(location.hash.slice(1));
    const mail = this.mails?.find(({ id }) => id === named) ?? this.mails?.[0];
    this.chosen = mail?.id;
  };

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.trouble = "";
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }
}

const NO_SANDBOX =
  "This gateway sends to real mail servers and keeps no mail: read it where it was sent to.";

function renderEmpty() {
  return html`<p class="empty card muted">
    No mail yet. What you send to the practice server lands here.
  </p>`;
}

function renderSummary(mail: MailSummary, chosen: boolean) {
  const received = new Date(mail.received);
  return html`<li>
    <a href="#${mail.id}" aria-current=${chosen ? "true" : nothing}>
      <bdi class="from">${mail.from === "" ? "(nobody: a bounce)" : legible(mail.from)}</bdi>
      <time datetime=${received.toISOString()}>${formatTime(received)}</time>
      <bdi class="subject">${mail.subject === "" ? "(no subject)" : legible(mail.subject)}</bdi>
      <span class="size">${formatSize(mail.size)}</span>
    </a>
  </li>`;
}

function countMails(count: number): string {
  return count === 1 ? "1 mail" : `${count} mails`;
}

function formatTime(date: Date): string {
  return date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-inbox": InboxElement;
  }
}
