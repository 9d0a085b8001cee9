import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Progress } from "wsmtp";
import "../attachments.js";
import type { AttachmentsElement } from "../attachments.js";
import { readGatewayInfo } from "../gateway.js";
import type { GatewayInfo } from "../gateway.js";
import { sentenceOf } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import type { Conversation } from "../transcript.js";
import { composeStyles } from "./compose-styles.js";
import { deliver } from "./delivery.js";
import type { Outcome } from "./delivery.js";
import { readDraft } from "./draft.js";
import { letterFields, serverFields } from "./fields.js";
import "./outcome.js";

/** Lines kept of one conversation: a mail to 1,000 recipients, with room. */
const MAX_LINES = 5_000;

/**
 * A form that writes a mail and sends it through a gateway.
 *
 * @fires conversation - `CustomEvent<Conversation>`: what was said so far, each time that more is said.
 */
@customElement("wsmtp-compose")
export class ComposeElement extends LitElement {
  /** Where the gateway is; default: where the page came from. */
  @property() gateway = "";
  /** Names the one upstream to send by. Without it the gateway is asked, and the writer chooses. */
  @property() upstream = "";
  /** Where the sandbox's mail can be read; linked to after a mail went into a sandbox. */
  @property() inbox = "";

  @state() private info: GatewayInfo | undefined;
  @state() private trouble = "";
  @state() private busy = false;
  @state() private progress: Progress | undefined;
  @state() private outcome: Outcome | undefined;
  private conversation: Conversation = { lines: [] };
  /** Ends the newest delivery, and listening to it. */
  private newest: AbortController | undefined;

  @query("form") private form!: HTMLFormElement;
  @query("wsmtp-attachments") private attachments!: AttachmentsElement;

  static override styles = [base, composeStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.upstream === "") void this.askGateway();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.newest?.abort();
  }

  override render() {
    return html`<form class="card" aria-label="New mail" @submit=${this.submit}>
      ${letterFields(this.info)}
      <label class="unseen" for="body">Text</label>
      <textarea
        id="body"
        name="body"
        placeholder="Write your mail"
        @keydown=${this.sendByKey}
      ></textarea>
      <div class="below">
        <wsmtp-attachments></wsmtp-attachments>
        <label class="choice"
          ><input type="checkbox" name="html" checked />Send an HTML version beside the text</label
        >
        ${serverFields(this.info, this.upstream)}
        <div class="actions">${this.renderActions()}</div>
        <div class="outcome" aria-live="polite">${this.renderOutcome()}</div>
      </div>
    </form>`;
  }

  private renderActions() {
    const busy = this.busy;
    return html`
      <button class="primary" aria-disabled=${busy}>${busy ? "Sending…" : "Send"}</button>
      ${busy ? html`<button type="button" @click=${this.cancel}>Cancel</button>${this.renderProgress()}` : nothing}
    `;
  }

  private renderProgress() {
    const { sent, total } = this.progress ?? { sent: 0, total: 0 };
    if (total === 0) return html`<progress aria-label="Connecting"></progress>`;
    const words =
      sent < total ? `${formatSize(sent)} of ${formatSize(total)}` : "Waiting for the server";
    return html`<progress aria-label="Sent" max=${total} value=${sent}></progress>
      <span class="muted small">${words}</span>`;
  }

  private renderOutcome() {
    if (this.trouble !== "") return html`<p class="trouble">${this.trouble}</p>`;
    if (!this.outcome) return nothing;
    const accepted = this.outcome.kind === "accepted";
    return html`
      <wsmtp-outcome .outcome=${this.outcome}></wsmtp-outcome>
      ${
        accepted
          ? html`<div class="actions">
              <button type="button" @click=${this.startOver}>Write another</button>
              ${this.inbox !== "" && this.info?.sandbox ? html`<a href=${this.inbox}>Read it in the inbox</a>` : nothing}
            </div>`
          : nothing
      }
    `;
  }

  private get base(): URL {
    return new URL(this.gateway === "" ? "." : this.gateway, document.baseURI);
  }

  private async askGateway(): Promise<void> {
    try {
      this.info = await readGatewayInfo(this.base);
      this.trouble = "";
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  private sendByKey(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    if (this.upstream === "" && !this.info) return this.askGateway();
    this.clearResult();
    this.newest = new AbortController();
    this.busy = true;
    this.outcome = await deliver(this.base, readDraft(this.form, this.attachments.files), {
      signal: this.newest.signal,
      progressed: (progress) => (this.progress = progress),
      said: (line) => this.tell({ lines: [...this.conversation.lines, line].slice(-MAX_LINES) }),
      secured: (tls) => this.tell({ tls }),
    });
    this.busy = false;
  }

  private cancel(): void {
    this.newest?.abort();
  }

  private startOver(): void {
    this.form.reset();
    this.attachments.clear();
    this.clearResult();
    this.form.querySelector<HTMLInputElement>("#to")?.focus();
  }

  private clearResult(): void {
    this.newest?.abort();
    this.outcome = undefined;
    this.progress = undefined;
    this.trouble = "";
    this.tell({ lines: [], tls: undefined });
  }

  private tell(news: Partial<Conversation>): void {
    this.conversation = { ...this.conversation, ...news };
    this.dispatchEvent(new CustomEvent("conversation", { detail: this.conversation }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-compose": ComposeElement;
  }
}
