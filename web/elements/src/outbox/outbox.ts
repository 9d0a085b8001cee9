import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Message, OutboxEntry } from "wsmtp";
import { onceGone } from "../gone.js";
import { legible } from "../legible.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { viaOf } from "../via.js";
import type { Via } from "../via.js";
import { placeName } from "./account.js";
import { heldFor } from "./held.js";
import type { Listing } from "./listing.js";
import { Listings } from "./listings.js";
import "./mail.js";
import type { OutboxMailElement } from "./mail.js";
import { outboxStyles } from "./outbox-styles.js";
import type { Postbox } from "./postbox.js";
import { remaining } from "./remaining.js";
import { standing, undoUntil } from "./standing.js";
import type { Around, Deed } from "./standing.js";

/** How often what is shown of times is brought up to date, in milliseconds. */
const TICK = 1000;

/** A mail that a person wants to change and send anew. */
export interface EditedMail {
  /** To those who do not have it yet. */
  readonly message: Message;
  /** As it is in the outbox, or was. */
  readonly entry: OutboxEntry;
  /** By which server it was to go. */
  readonly via: Via;
}

/** The events of the element. */
interface OutboxElementEventMap extends HTMLElementEventMap {
  edit: CustomEvent<EditedMail>;
  stays: CustomEvent<EditedMail>;
}

/** An element that knows the types of its events. */
export interface OutboxElement {
  addEventListener<K extends keyof OutboxElementEventMap>(
    type: K,
    listener: (event: OutboxElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * The mails of a postbox, and what can be done about each. It shows nothing while there are none.
 *
 * @fires edit - `CustomEvent<EditedMail>`: a mail was taken back, to be changed. The outbox does not have it any more.
 * @fires stays - `CustomEvent<EditedMail>`: a mail that `beforeEdit` was asked about was not taken back, as it was too late.
 */
@customElement("wsmtp-outbox")
export class OutboxElement extends LitElement {
  /** Where mails are sent by. */
  @property({ attribute: false }) postbox: Postbox | undefined;
  /** Those of other accounts, which are shown below, each with its name. */
  @property({ attribute: false }) others: readonly Postbox[] = [];
  /**
   * Asked before a mail is taken back to be edited, so that it is somewhere else before it leaves the outbox: where it rejects, the
   * mail stays, and the reason is shown.
   */
  @property({ attribute: false }) beforeEdit: ((mail: EditedMail) => Promise<void>) | undefined;
  /** Where a sandbox's mail can be read; linked to from mails that are sent. */
  @property() inbox = "";

  @state() private around: Around = { now: new Date(), online: navigator.onLine, asks: false };
  /** What could not be done, as a sentence. */
  @state() private trouble = "";
  /** Mails that are being taken back, by their ids. */
  private readonly leaving = new Set<string>();
  private readonly listings = new Listings(() => this.requestUpdate());
  private listening = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  @query("h2") private heading?: HTMLElement;

  static override styles = [base, outboxStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.listening = new AbortController();
    const { signal } = this.listening;
    window.addEventListener("beforeunload", this.guard, { signal });
    for (const type of ["online", "offline"]) {
      window.addEventListener(type, () => this.look(), { signal });
    }
    this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
    clearTimeout(this.timer);
    onceGone(this, () => this.listings.show([]));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("postbox") || changed.has("others")) this.show();
    this.around = { now: new Date(), online: navigator.onLine, asks: false };
  }

  protected override updated(): void {
    clearTimeout(this.timer);
    const waits = this.listings.all.some(({ entries }) =>
      entries.some(({ state }) => state === "waiting"),
    );
    if (waits) this.timer = setTimeout(() => this.look(), TICK);
  }

  /** Takes back the mail that was sent last, as long as it can be undone; does nothing later. */
  async undo(): Promise<void> {
    const { postbox } = this;
    const listing = this.listings.all.find((one) => one.postbox === postbox);
    const entry = listing?.entries.find(({ id }) => id === postbox?.newest);
    if (!postbox || !entry || undoUntil(entry, new Date()) === null) return;
    this.trouble = "";
    try {
      await this.takeBack(postbox, entry);
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  override render() {
    const listings = this.listings.all.filter(({ entries }) => entries.length > 0);
    const troubles = [this.trouble, ...this.listings.all.map(({ trouble }) => trouble)];
    return html`
      <p class="unseen" role="status">${this.renderNews()}</p>
      <div role="alert">
        ${[...new Set(troubles)].map((words) =>
          words === "" ? nothing : html`<p class="trouble"><bdi>${legible(words)}</bdi></p>`,
        )}
      </div>
      ${
        listings.length === 0
          ? nothing
          : html`<section aria-labelledby="heading">
              <h2 id="heading" tabindex="-1">Outbox</h2>
              ${listings.map((listing) => this.renderListing(listing))}
            </section>`
      }
    `;
  }

  private renderListing(listing: Listing) {
    const { postbox, entries, fresh } = listing;
    const sent = entries.filter((entry) => !fresh.includes(entry));
    return html`<div class="account">
      ${postbox === this.postbox ? nothing : renderAccount(postbox)} ${this.renderSignIn(listing)}
      ${this.renderMails(listing, fresh)}
      ${
        sent.length === 0
          ? nothing
          : html`<details class="sent">
              <summary>Sent before <span class="muted">(${sent.length})</span></summary>
              ${this.renderMails(listing, sent)}
              <button type="button" class="all" @click=${() => void this.forget(postbox, sent)}>
                Remove them all from the list
              </button>
            </details>`
      }
    </div>`;
  }

  private renderMails(listing: Listing, entries: readonly OutboxEntry[]) {
    const { postbox } = listing;
    return html`<ul>
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) =>
          html`<li>
            <wsmtp-outbox-mail
              .entry=${entry}
              .progress=${listing.progress(entry.id)}
              .around=${{ ...this.around, asks: missing(listing) !== null }}
              .newest=${postbox === this.postbox && entry.id === postbox.newest}
              .inbox=${postbox === this.postbox ? this.inbox : ""}
              @deed=${(event: CustomEvent<Deed>) => void this.act(listing, entry, event)}
            ></wsmtp-outbox-mail>
          </li>`,
      )}
    </ul>`;
  }

  /** Asks for what is missing so that mails can go out. */
  private renderSignIn(listing: Listing) {
    const what = missing(listing);
    if (what === null) return nothing;
    const { postbox } = listing;
    const waits = listing.entries.filter(isWaiting);
    const count = waits.length === 1 ? "1 mail waits" : `${waits.length} mails wait`;
    const whose = postbox.account.user === "" ? "" : ` of ${postbox.account.user}`;
    return html`<form
      class="sign-in"
      @submit=${(event: SubmitEvent) => void this.signIn(postbox, what, event)}
    >
      <p>
        ${count} for
        ${what === "password" ? "the password" : "a token"}<bdi>${legible(whose)}</bdi>. It is used
        in this page only and never stored.
      </p>
      <div class="row">
        ${
          what === "password"
            ? html`<input
                class="unseen"
                type="text"
                aria-hidden="true"
                tabindex="-1"
                autocomplete="username"
                readonly
                .value=${postbox.account.user}
              />`
            : nothing
        }
        <label>
          <span class="small">${what === "password" ? "Password" : "Token"} for waiting mails</span>
          <input
            name="secret"
            type="password"
            required
            autocomplete=${what === "password" ? "current-password" : "off"}
          />
        </label>
        <button class="primary">Send ${waits.length === 1 ? "it" : "them"}</button>
      </div>
    </form>`;
  }

  /** How the newest mail stands, for those who do not see it. */
  private renderNews(): string {
    const [first] = this.listings.all;
    const entry = first?.entries.find(({ id }) => id === this.postbox?.newest);
    if (entry === undefined) return "";
    const { title } = standing(entry, this.around);
    const undo = undoUntil(entry, this.around.now) === null ? "" : ", and can be undone";
    return `${title}${undo}: ${entry.subject === "" ? "(no subject)" : legible(entry.subject)}`;
  }

  private show(): void {
    const { postbox, others } = this;
    this.listings.show(postbox === undefined ? others : [postbox, ...others]);
  }

  private look(): void {
    this.requestUpdate();
  }

  /** A mail that is under way, or about to be, is not left without a question. */
  private readonly guard = (event: BeforeUnloadEvent): void => {
    const now = new Date();
    const busy = this.listings.all.some(({ entries }) =>
      entries.some((entry) => entry.state === "sending" || undoUntil(entry, now) !== null),
    );
    if (busy) event.preventDefault();
  };

  private async act(listing: Listing, entry: OutboxEntry, event: CustomEvent<Deed>): Promise<void> {
    const mail = event.currentTarget as OutboxMailElement;
    this.trouble = "";
    try {
      await this.do(listing.postbox, entry, event.detail);
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
    await this.updateComplete;
    await mail.updateComplete;
    this.keepFocus(mail);
  }

  private async do(postbox: Postbox, entry: OutboxEntry, deed: Deed): Promise<void> {
    const { id } = entry;
    switch (deed) {
      case "undo":
      case "cancel":
      case "edit":
        return this.takeBack(postbox, entry);
      case "sendNow":
        return void (await postbox.sendNow(id));
      case "retry":
        return void (await postbox.retry(id));
      case "markSent":
        return void (await postbox.markSent(id));
      case "remove":
        return postbox.remove(id);
    }
  }

  /** Forgets mails that are sent. */
  private async forget(postbox: Postbox, entries: readonly OutboxEntry[]): Promise<void> {
    try {
      for (const { id } of entries) await postbox.remove(id);
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
    await this.updateComplete;
    if (this.lostFocus()) this.heading?.focus();
  }

  /** Takes a mail back, once, however often that is asked for meanwhile. */
  private async takeBack(postbox: Postbox, entry: OutboxEntry): Promise<void> {
    if (this.leaving.has(entry.id)) return;
    this.leaving.add(entry.id);
    try {
      await this.handBack(postbox, entry);
    } finally {
      this.leaving.delete(entry.id);
    }
  }

  private async handBack(postbox: Postbox, entry: OutboxEntry): Promise<void> {
    const message = await postbox.message(entry.id);
    if (message === null) return this.tellTooLate();
    const { place, user } = postbox.account;
    const via = viaOf(place, user);
    const detail: EditedMail = { message: remaining(message, entry), entry, via };
    await this.beforeEdit?.(detail);
    let taken: Message | null = null;
    try {
      taken = await postbox.cancel(entry.id);
    } finally {
      this.dispatchEvent(new CustomEvent(taken ? "edit" : "stays", { detail }));
    }
    if (!taken) this.tellTooLate();
  }

  private tellTooLate(): void {
    this.trouble = "It was too late to take the mail back.";
  }

  private async signIn(
    postbox: Postbox,
    what: "password" | "token",
    event: SubmitEvent,
  ): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const secret = String(new FormData(form).get("secret") ?? "");
    form.reset();
    this.trouble = "";
    try {
      await postbox.signIn({ [what]: secret });
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
    await this.updateComplete;
    if (!form.isConnected && this.lostFocus()) this.heading?.focus();
  }

  /** A button that is gone takes the focus along: it stays at the mail, or else at the list. */
  private keepFocus(mail: OutboxMailElement): void {
    if (!this.lostFocus()) return;
    if (mail.isConnected) mail.focus();
    else this.heading?.focus();
  }

  private lostFocus(): boolean {
    return document.activeElement === null || document.activeElement === document.body;
  }
}

/** What is missing so that mails can go out, and a person can give at once. A password alone helps nobody without a name. */
function missing({ postbox, entries }: Listing): "password" | "token" | null {
  const waits = entries.filter(isWaiting);
  if (waits.length === 0) return null;
  if (waits.some((entry) => heldFor(entry) === "token")) return "token";
  const held = waits.some((entry) => heldFor(entry) === "password");
  return postbox.locked || (held && postbox.account.user !== "") ? "password" : null;
}

function isWaiting({ state }: OutboxEntry): boolean {
  return state === "waiting" || state === "held";
}

function renderAccount({ account: { place, user } }: Postbox) {
  return html`<h3 class="whose">
    <bdi>${legible(user === "" ? placeName(place) : `${user}, by ${placeName(place)}`)}</bdi>
  </h3>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-outbox": OutboxElement;
  }
}
