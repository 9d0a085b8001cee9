import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Message, OutboxEntry } from "wsmtp";
import { legible } from "../legible.js";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import type { Postbox } from "./postbox.js";

/** A mail that a person wants to change and send anew. */
export interface EditedMail {
  readonly message: Message;
  /** As it was in the outbox, where it is no more. */
  readonly entry: OutboxEntry;
}

/** The events of the element. */
interface OutboxElementEventMap extends HTMLElementEventMap {
  edit: CustomEvent<EditedMail>;
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
 * The mails of a postbox, and what can be done about each.
 *
 * @fires edit - `CustomEvent<EditedMail>`: a mail was taken back, to be changed. The outbox does not have it any more.
 */
@customElement("wsmtp-outbox")
export class OutboxElement extends LitElement {
  /** Whose mails are shown. */
  @property({ attribute: false }) postbox: Postbox | undefined;

  @state() private entries: readonly OutboxEntry[] = [];
  private listening = new AbortController();

  static override styles = [base];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.abort();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("postbox")) this.listen();
  }

  override render() {
    return html`<ul>
      ${this.entries.map((entry) => this.renderEntry(entry))}
    </ul>`;
  }

  private renderEntry(entry: OutboxEntry) {
    const newest = entry.id === this.postbox?.newest;
    return html`<li data-outcome=${newest ? outcomeOf(entry) : nothing}>
      <bdi>${legible(entry.subject)}</bdi> ${entry.state}
      ${entry.error ? html`<bdi class="sentence">${sentence(legible(entry.error.message))}</bdi>` : nothing}
      <button type="button" @click=${() => this.edit(entry)}>Edit</button>
    </li>`;
  }

  private listen(): void {
    this.listening.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.postbox?.addEventListener("change", () => void this.read(), { signal });
    void this.read();
  }

  private async read(): Promise<void> {
    const { postbox } = this;
    const entries = (await postbox?.list()) ?? [];
    if (postbox === this.postbox) this.entries = entries.reverse();
  }

  private async edit(entry: OutboxEntry): Promise<void> {
    const message = await this.postbox?.cancel(entry.id);
    if (message == null) return;
    this.dispatchEvent(new CustomEvent("edit", { detail: { message, entry } }));
  }
}

function outcomeOf({ state, recipients }: OutboxEntry): string {
  if (state === "sent") return "accepted";
  return recipients.some((one) => one.state === "accepted") ? "partial" : state;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-outbox": OutboxElement;
  }
}
