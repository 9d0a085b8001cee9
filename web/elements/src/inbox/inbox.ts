import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { dialogStyles } from "../dialog-styles.js";
import { isConfirmed } from "../question.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { clearQuestion } from "./clear-question.js";
import { inboxStyles } from "./inbox-styles.js";
import "./mail-list.js";
import type { MailListElement } from "./mail-list.js";
import type { MailSource, MailSummary } from "./mail-source.js";
import { mailboxes } from "./mailboxes.js";
import "./message.js";
import type { PracticeMailboxSource } from "./practice-mails.js";
import { ReadMarks } from "./read-marks.js";
import { countMails, fits } from "./search.js";

export { GatewayMails } from "./gateway-mails.js";
export type { MailSource, MailSummary, SaidLine, Watch } from "./mail-source.js";
export { MessageElement } from "./message.js";
export { PracticeMails } from "./practice-mails.js";
export type { PracticeMailbox, PracticeMailboxSource } from "./practice-mails.js";

/** What a practice server has taken: a list, live as mails come, and the chosen mail. The address's `#id` names it. */
@customElement("wsmtp-inbox")
export class InboxElement extends LitElement {
  /** Where the gateway is whose sandbox is shown; default: where the page came from. */
  @property() gateway = "";
  /** The practice server in this page, where there is one; its mails are shown where the gateway keeps none. */
  @property({ attribute: false }) practice: PracticeMailboxSource | undefined;
  /** `page` for the practice server in this page, where the gateway keeps mails too. */
  @property() mailbox = "";
  /** The only mailbox, in place of these two. */
  @property({ attribute: false }) source: MailSource | undefined;

  @state() private boxes: readonly MailSource[] = [];
  @state() private opened: MailSource | undefined;
  @state() private mails: readonly MailSummary[] | undefined;
  @state() private unread: ReadonlySet<number> = new Set();
  @state() private chosen: number | undefined;
  @state() private search = "";
  @state() private trouble = "";
  @state() private isLive = false;
  /** This gateway has no mailbox, which is no trouble. */
  @state() private absent = false;

  @query("button.reload") private reloadButton!: HTMLButtonElement;
  @query("wsmtp-mail-list") private list?: MailListElement;
  @query("dialog") private clearDialog?: HTMLDialogElement;

  private marks: ReadMarks | undefined;
  private watching: AbortController | undefined;
  /** What is loaded may be old; whether somebody is at it. */
  private stale = false;
  private loading = false;

  static override styles = [base, dialogStyles, inboxStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.followHash);
    document.addEventListener("visibilitychange", this.watchWhileSeen);
    if (this.hasUpdated) this.watchWhileSeen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.followHash);
    document.removeEventListener("visibilitychange", this.watchWhileSeen);
    this.clearDialog?.close();
    this.unwatch();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isElsewhere(changed)) this.leave();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (isElsewhere(changed)) this.watchWhileSeen();
    // Somebody else was quicker: there is nothing left to ask.
    if (!this.mails?.length) this.clearDialog?.close();
  }

  override render() {
    if (this.absent) return html`<p class="empty card muted">${NO_SANDBOX}</p>`;
    const { mails } = this;
    const found = mails?.filter((mail) => fits(mail, this.search));
    return html`
      ${this.trouble === "" ? nothing : html`<p class="trouble" role="alert">${this.trouble}</p>`}
      ${this.renderBar(mails, found)} ${found ? this.renderMails(found) : nothing}
      ${clearQuestion(mails?.length ?? 0, (mails?.length ?? 0) - (found?.length ?? 0))}
    `;
  }

  private renderBar(
    mails: readonly MailSummary[] | undefined,
    found: readonly MailSummary[] | undefined,
  ) {
    return html`<div class="bar">
      ${this.boxes.length > 1 ? this.renderBoxes(this.boxes) : nothing}
      <p class="muted" role="status">
        ${mails && found ? countMails(mails.length, found.length, this.unread.size) : "Opening the mailbox…"}
      </p>
      ${
        this.isLive
          ? html`<span class="live small muted" title="New mails appear by themselves">Live</span>`
          : nothing
      }
      <input
        type="search"
        aria-label="Search in sender, recipients and subject"
        placeholder="Search"
        maxlength="200"
        .value=${this.search}
        @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)}
      />
      <button class="reload" type="button" @click=${this.refresh}>Reload</button>
      <button type="button" ?disabled=${!mails?.length} @click=${this.clear}>Delete all</button>
    </div>`;
  }

  private renderBoxes(boxes: readonly MailSource[]) {
    return html`<label class="boxes">
      Mails of
      <select @change=${(event: Event) => this.turnTo((event.target as HTMLSelectElement).value)}>
        ${boxes.map(
          ({ name, title }) =>
            html`<option value=${name} ?selected=${name === this.opened?.name}>${title}</option>`,
        )}
      </select>
    </label>`;
  }

  private renderMails(found: readonly MailSummary[]) {
    const mail = this.mails?.find(({ id }) => id === this.chosen);
    if (!this.mails?.length) return html`<p class="empty card muted">${EMPTY}</p>`;
    return html`<div class="panes">
      ${
        found.length === 0
          ? html`<p class="empty card muted">No mail has that in sender, recipients or subject.</p>`
          : html`<wsmtp-mail-list
              .mails=${found}
              .unread=${this.unread}
              .chosen=${this.chosen}
              @choose=${({ detail }: CustomEvent<number>) => this.choose(detail)}
              @remove=${({ detail }: CustomEvent<number>) => this.discard(detail)}
            ></wsmtp-mail-list>`
      }
      ${
        mail
          ? html`<wsmtp-message
              .source=${this.opened}
              .mail=${mail}
              @remove=${() => this.discard(mail.id)}
            ></wsmtp-message>`
          : nothing
      }
    </div>`;
  }

  /** Loads the list again, once more where it was asked for meanwhile. */
  private readonly refresh = async (): Promise<void> => {
    this.stale = true;
    if (this.loading) return;
    this.loading = true;
    while (this.stale) {
      this.stale = false;
      await this.attempt(() => this.load());
    }
    this.loading = false;
  };

  /** A tab that nobody sees holds no connection: browsers have six to a gateway, over all tabs. */
  private readonly watchWhileSeen = (): void => {
    this.unwatch();
    if (document.visibilityState === "visible") void this.refresh();
  };

  private unwatch(): void {
    this.watching?.abort();
    this.watching = undefined;
    this.isLive = false;
  }

  private watch(source: MailSource): void {
    const watching = new AbortController();
    this.watching = watching;
    const heed = (action: () => void) => () => {
      if (this.watching === watching) action();
    };
    source.watch(watching.signal, {
      changed: heed(() => void this.refresh()),
      live: (isLive) => heed(() => (this.isLive = isLive))(),
    });
  }

  private async clear(): Promise<void> {
    if (!this.clearDialog || !(await isConfirmed(this.clearDialog))) return;
    // The button that was pressed has nothing more to do.
    this.reloadButton.focus();
    await this.attempt(async () => {
      await this.opened?.clear();
      await this.refresh();
    });
  }

  /** The one below is shown next, or else the one above, and the keyboard goes there. */
  private discard(id: number): Promise<void> {
    const found = this.mails?.filter((mail) => fits(mail, this.search)) ?? [];
    const at = found.findIndex((mail) => mail.id === id);
    const next = found[at + 1] ?? found[at - 1];
    return this.attempt(async () => {
      await this.opened?.remove(id);
      this.mails = this.mails?.filter((mail) => mail.id !== id);
      if (next) this.choose(next.id);
      await this.updateComplete;
      if (next) await this.list?.focusChosen();
      else this.reloadButton.focus();
    });
  }

  private async load(): Promise<void> {
    const source = await this.open();
    if (!source) return;
    if (!this.watching && this.isConnected && !document.hidden) this.watch(source);
    const mails = await source.list();
    if (source !== this.opened) return;
    this.mails = mails;
    // A reader keeps the mail that is open, whatever came after it.
    if (mails.some(({ id }) => id === this.chosen)) this.mark();
    else this.followHash();
  }

  private async open(): Promise<MailSource | undefined> {
    if (this.opened) return this.opened;
    const { source, gateway, practice } = this;
    const boxes = source ? [source] : await mailboxes(gateway, practice);
    // Asked anew meanwhile, with others: then this answer is to an old question.
    if (source !== this.source || gateway !== this.gateway || practice !== this.practice)
      return undefined;
    this.boxes = boxes;
    this.opened = boxes.find(({ name }) => name === this.mailbox) ?? boxes[0];
    this.absent = this.opened === undefined;
    if (this.opened) this.marks = new ReadMarks(this.opened.name);
    return this.opened;
  }

  private leave(): void {
    this.unwatch();
    this.opened = undefined;
    this.mails = undefined;
    this.chosen = undefined;
  }

  /** Shows another of the mailboxes; ids of the one mean nothing in the other. */
  private turnTo(name: string): void {
    history.replaceState(history.state, "", location.pathname + location.search);
    this.mailbox = name;
  }

  /** Shows the mail that the address names, else the newest. */
  private readonly followHash = (): void => {
    const named = Number(location.hash.slice(1));
    const mail = this.mails?.find(({ id }) => id === named) ?? this.mails?.[0];
    this.chosen = mail?.id;
    this.mark();
  };

  private choose(id: number): void {
    history.replaceState(history.state, "", `#${id}`);
    this.followHash();
  }

  /** Remembers that the chosen mail was seen. */
  private mark(): void {
    const mail = this.mails?.find(({ id }) => id === this.chosen);
    if (mail) this.marks?.read(mail);
    this.unread = this.marks?.unread(this.mails ?? []) ?? new Set();
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.trouble = "";
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }
}

/** Whether it may be another mailbox now. */
function isElsewhere(changed: PropertyValues<InboxElement>): boolean {
  const parts = ["source", "gateway", "practice", "mailbox"] as const;
  return parts.some((part) => changed.has(part));
}

const NO_SANDBOX =
  "This gateway sends to real mail servers and keeps no mail: read it where it was sent to.";

const EMPTY = "No mail yet. What you send to the practice server lands here.";

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-inbox": InboxElement;
  }
}
