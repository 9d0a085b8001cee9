import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { legible } from "../legible.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import { mailListStyles } from "./mail-list-styles.js";
import type { MailSummary } from "./mail-source.js";

/** Characters of a subject or an address that are put into a line; what is longer shows no more of it. */
const MAX_SHOWN = 200;

/**
 * The mails of a mailbox, one a line. Arrow keys, Home and End move through them, Delete deletes.
 *
 * @fires choose - `CustomEvent<number>`: the id of the mail that a person moved to.
 * @fires remove - `CustomEvent<number>`: the id of the mail that is to be deleted.
 */
@customElement("wsmtp-mail-list")
export class MailListElement extends LitElement {
  @property({ attribute: false }) mails: readonly MailSummary[] = [];
  @property({ attribute: false }) unread: ReadonlySet<number> = new Set();
  @property({ attribute: false }) chosen: number | undefined;

  static override styles = [base, mailListStyles];

  override render() {
    // One of them is reached by Tab; from there on it is arrows.
    const first = this.mails.find(({ id }) => id === this.chosen) ?? this.mails[0];
    return html`<nav aria-label="Mails">
      <ul class="card" @keydown=${this.press}>
        ${repeat(
          this.mails,
          ({ id }) => id,
          (mail) => this.renderMail(mail, mail === first),
        )}
      </ul>
    </nav>`;
  }

  private renderMail(mail: MailSummary, reachable: boolean) {
    const received = new Date(mail.received);
    const unread = this.unread.has(mail.id);
    return html`<li class=${unread ? "unread" : nothing}>
      <a
        href="#${mail.id}"
        data-mail=${mail.id}
        aria-current=${mail.id === this.chosen ? "true" : nothing}
        aria-keyshortcuts="Delete"
        tabindex=${reachable ? 0 : -1}
      >
        <span class="from">
          ${unread ? html`<span class="unseen">Unread.</span>` : nothing}
          <bdi>${mail.from === "" ? "(nobody: a bounce)" : shown(mail.from)}</bdi>
        </span>
        <time datetime=${received.toISOString()}>${formatTime(received)}</time>
        <bdi class="subject">${mail.subject === "" ? "(no subject)" : shown(mail.subject)}</bdi>
        <span class="size">${formatSize(mail.size)}</span>
      </a>
    </li>`;
  }

  /** Puts the keyboard on the mail that is shown. */
  async focusChosen(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('a[tabindex="0"]')?.focus();
  }

  private press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.mails.findIndex(({ id }) => String(id) === idAt(event));
    const here = this.mails[at];
    if (!here) return;
    if (event.key === "Delete") {
      this.dispatchEvent(new CustomEvent("remove", { detail: here.id }));
    } else {
      const next = this.mails[destination(event.key, at, this.mails.length - 1)];
      if (!next) return;
      this.chosen = next.id;
      this.dispatchEvent(new CustomEvent("choose", { detail: next.id }));
      void this.focusChosen();
    }
    event.preventDefault();
  }
}

function idAt(event: KeyboardEvent): string | undefined {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  return link?.dataset["mail"];
}

/** Where a key leads from a place in the list; nowhere for most keys. */
function destination(key: string, at: number, last: number): number {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, last);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return -1;
  }
}

function shown(text: string): string {
  return legible(text.slice(0, MAX_SHOWN));
}

/** The time of today's mails, the day of those before. */
function formatTime(date: Date): string {
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-mail-list": MailListElement;
  }
}
