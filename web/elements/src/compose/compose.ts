import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Progress, TokenSource } from "wsmtp";
import { gatewayAt } from "../ask.js";
import "../attachments/attachments.js";
import type { AttachmentsElement } from "../attachments/attachments.js";
import "../editor/editor.js";
import type { EditorElement } from "../editor/editor.js";
import type { Conversation } from "../conversation.js";
import { readGatewayInfo } from "../gateway.js";
import type { GatewayInfo } from "../gateway.js";
import { sentenceOf } from "../sentence.js";
import { formatSize } from "../size.js";
import { base } from "../styles.js";
import { composeStyles } from "./compose-styles.js";
import { deliver } from "./delivery.js";
import type { Outcome } from "./delivery.js";
import { readDraft } from "./draft.js";
import { letterFields, serverFields } from "./fields.js";
import type { Needs } from "./fields.js";
import "./outcome.js";
import { Overheard } from "./overheard.js";

/** The events of the form. */
interface ComposeEventMap extends HTMLElementEventMap {
  conversation: CustomEvent<Conversation>;
}

/** An element that knows the types of its events. */
export interface ComposeElement {
  addEventListener<K extends keyof ComposeEventMap>(
    type: K,
    listener: (event: ComposeEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

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
  /** Admits to the gateway: a token, or a function that gets one for each mail. Without it the writer is asked. */
  @property() token: TokenSource = "";
  /** The gateway signs in to `upstream` by itself, so the writer is not asked for a password. */
  @property({ type: Boolean, attribute: "signed-in" }) signedIn = false;

  @state() private info: GatewayInfo | undefined;
  @state() private trouble = "";
  @state() private busy = false;
  @state() private progress: Progress | undefined;
  @state() private outcome: Outcome | undefined;
  /** Something was written that is not sent. */
  @state() private changed = false;
  /** Somebody gets a copy, so that To may be empty. */
  @state() private copies = false;
  /** The upstream that the writer has chosen; empty for the first. */
  @state() private chosen = "";
  private readonly overheard = new Overheard((detail: Conversation) =>
    this.dispatchEvent(new CustomEvent("conversation", { detail })),
  );
  /** Ends the newest delivery, and listening to it. */
  private newest: AbortController | undefined;

  @query("form") private form!: HTMLFormElement;
  @query("button.send") private sendButton!: HTMLButtonElement;
  @query("wsmtp-editor") private editor!: EditorElement;
  @query("wsmtp-attachments") private attachments!: AttachmentsElement;

  static override styles = [base, composeStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.guard);
    if (this.upstream === "") void this.askGateway();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.guard);
    this.newest?.abort();
  }

  override render() {
    return html`<form
      class="card"
      aria-label="New mail"
      @submit=${this.submit}
      @keydown=${this.sendByKey}
      @input=${this.noteChange}
      @change=${this.noteChange}
    >
      ${letterFields(this.info, this.copies)}
      <wsmtp-editor @files=${this.attach}></wsmtp-editor>
      <div class="below">
        <wsmtp-attachments></wsmtp-attachments>
        ${serverFields(this.info, this.upstream, this.needs)}
        <div class="actions">${this.renderActions()}</div>
        <p class="unseen" role="status">${this.busy ? this.renderStatus() : nothing}</p>
        <div class="outcome" aria-live="polite">${this.renderOutcome()}</div>
      </div>
    </form>`;
  }

  private get needs(): Needs {
    const servers = this.info?.upstreams ?? [];
    const server = servers.find(({ name }) => name === this.chosen) ?? servers[0];
    return {
      account: !this.signedIn && server?.signed_in !== true,
      token: this.token === "" && server?.tokens === "required",
    };
  }

  private renderActions() {
    const { busy } = this;
    const again = this.outcome?.kind === "accepted" && !this.changed;
    return html`
      <button class="send ${again ? "" : "primary"}" aria-disabled=${busy}>
        ${busy ? "Sending…" : again ? "Send again" : "Send"}
      </button>
      ${
        busy
          ? html`<button class="cancel" type="button" @click=${this.cancel}>Cancel</button>
              ${this.renderProgress()}`
          : nothing
      }
    `;
  }

  private renderStatus() {
    const { sent, total } = this.progress ?? { sent: 0, total: 1 };
    return sent < total ? "Sending the mail" : "The mail is sent: waiting for the server";
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
              <button class="primary" type="button" @click=${this.startOver}>Write another</button>
              ${this.inbox !== "" && this.info?.sandbox ? html`<a href=${this.inbox}>Read it in the inbox</a>` : nothing}
            </div>`
          : nothing
      }
    `;
  }

  private async askGateway(): Promise<void> {
    try {
      this.info = await readGatewayInfo(gatewayAt(this.gateway));
      this.trouble = "";
    } catch (error) {
      this.trouble = sentenceOf(error);
    }
  }

  private readonly guard = (event: BeforeUnloadEvent): void => {
    if (this.busy || this.changed) event.preventDefault();
  };

  private noteChange(): void {
    this.changed = true;
    const written = (name: string): boolean =>
      this.form.querySelector<HTMLInputElement>(`#${name}`)?.value !== "";
    this.copies = written("cc") || written("bcc");
    this.chosen = this.form.querySelector<HTMLSelectElement>("#upstream")?.value ?? "";
  }

  private sendByKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    if (this.upstream === "" && !this.info) return this.askAgain();
    this.clearResult();
    const newest = (this.newest = new AbortController());
    this.busy = true;
    this.changed = false;
    const { gateway, token } = this;
    const draft = readDraft(this.form, this.editor.body, this.attachments.files);
    this.outcome = await deliver({ gateway, token }, draft, {
      signal: newest.signal,
      progressed: (progress) => (this.progress = progress),
      said: this.overheard.said,
      secured: this.overheard.secured,
    });
    this.overheard.tellNow();
    if (this.renderRoot.querySelector(".cancel:focus")) this.sendButton.focus();
    this.busy = false;
    this.changed ||= this.outcome.kind === "failed";
  }

  /** The writer has seen no mail server yet, so there is something to check before the mail goes. */
  private async askAgain(): Promise<void> {
    await this.askGateway();
    if (this.info) {
      this.trouble = "Not sent yet: the gateway answers now, check the mail server and send again.";
    }
  }

  private attach({ detail }: CustomEvent<File[]>): void {
    this.attachments.add(detail);
  }

  private cancel(): void {
    this.newest?.abort();
    this.sendButton.focus();
  }

  private startOver(): void {
    this.form.reset();
    this.editor.clear();
    this.attachments.clear();
    this.changed = false;
    this.copies = false;
    this.chosen = "";
    this.clearResult();
    this.form.querySelector<HTMLInputElement>("#to")?.focus();
  }

  private clearResult(): void {
    this.newest?.abort();
    this.outcome = undefined;
    this.progress = undefined;
    this.trouble = "";
    this.overheard.clear();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-compose": ComposeElement;
  }
}
