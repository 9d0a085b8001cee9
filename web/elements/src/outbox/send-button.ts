import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { SendLater } from "wsmtp";
import { sentence } from "../sentence.js";
import { base } from "../styles.js";
import { presets, written, wrongTime } from "./later.js";
import type { Preset } from "./later.js";
import { sendButtonStyles } from "./send-button-styles.js";
import { clock } from "./times.js";
import { UNDO_CHOICES, chooseUndo, undoSeconds } from "./undo.js";

/** What the choices take above the button, in pixels, with room: where there is less, they open below. */
const HEIGHT = 440;

/** The events of the element. */
interface SendButtonEventMap extends HTMLElementEventMap {
  send: CustomEvent<SendLater>;
}

/** An element that knows the types of its events. */
export interface SendButtonElement {
  addEventListener<K extends keyof SendButtonEventMap>(
    type: K,
    listener: (event: SendButtonEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * A button that sends a mail, and beside it one that sends it later, and for how long sending can be undone.
 *
 * @fires send - `CustomEvent<SendLater>`: empty for now, else with `at`; what `Postbox.send` takes.
 */
@customElement("wsmtp-send-button")
export class SendButtonElement extends LitElement {
  /** Nothing can be sent now. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** What the button says. */
  @property() label = "Send";

  /** When the choices were opened; null while they are not. */
  @state() private opened: Date | null = null;
  /** Whether there is more room below the button. */
  @state() private below = false;
  /** What is wrong with the time that was typed in. */
  @state() private wrong = "";

  @query(".now") private button?: HTMLButtonElement;
  @query(".more") private more?: HTMLButtonElement;

  static override styles = [base, sendButtonStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.closeFromOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.closeFromOutside);
  }

  override render() {
    return html`
      <div class="buttons">
        <button
          class="now primary"
          type="button"
          aria-disabled=${this.disabled}
          @click=${() => this.send({})}
        >
          ${this.label}
        </button>
        <button
          class="more primary"
          type="button"
          aria-disabled=${this.disabled}
          aria-expanded=${this.opened !== null}
          aria-controls="choices"
          aria-label="Send later"
          title="Send later"
          @click=${this.toggle}
        >
          <svg viewBox="0 0 12 8" width="12" height="8" aria-hidden="true">
            <path d="M1 1.5 6 6.5 11 1.5" fill="none" stroke="currentColor" stroke-width="1.75" />
          </svg>
        </button>
      </div>
      <div id="choices" @keydown=${this.press} @focusout=${this.closeBehind}>
        ${this.opened === null ? nothing : this.renderChoices(this.opened)}
      </div>
    `;
  }

  override focus(): void {
    this.button?.focus();
  }

  private renderChoices(now: Date) {
    return html`<div class="card ${this.below ? "below" : ""}" role="group" aria-label="Send later">
      <p class="title" aria-hidden="true">Send later</p>
      ${presets(now).map((preset) => this.renderPreset(now, preset))}
      <form novalidate @submit=${this.sendAt}>
        <label>
          <span class="small">Another time</span>
          <input
            name="at"
            type="datetime-local"
            min=${written(now)}
            value=${written(new Date(now.getTime() + 3_600_000))}
            aria-describedby="wrong"
            aria-invalid=${this.wrong !== ""}
            required
          />
        </label>
        <button>Send then</button>
        <p id="wrong" class="wrong small" role="alert">
          ${this.wrong === "" ? nothing : sentence(this.wrong)}
        </p>
      </form>
      <p class="muted small">
        Where the mail server cannot keep it until then, a page of this site has to be open at that
        time.
      </p>
      ${this.renderUndo()}
    </div>`;
  }

  private renderPreset(now: Date, { label, at }: Preset) {
    return html`<button class="preset" type="button" @click=${() => this.send({ at })}>
      <span>${label}</span> <span class="muted">${clock(now, at)}</span>
    </button>`;
  }

  private renderUndo() {
    const chosen = undoSeconds();
    return html`<label class="undo">
      <span>Each mail can be undone</span>
      <select @change=${this.keepUndo}>
        ${UNDO_CHOICES.map(
          (seconds) =>
            html`<option value=${seconds} ?selected=${seconds === chosen}>
              ${seconds === 0 ? "not at all" : `for ${seconds} seconds`}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private send(detail: SendLater): void {
    if (this.disabled) return;
    this.close();
    this.dispatchEvent(new CustomEvent("send", { detail }));
  }

  private sendAt(event: SubmitEvent): void {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get("at") ?? "");
    this.wrong = wrongTime(text, new Date());
    if (this.wrong === "") this.send({ at: new Date(text) });
  }

  private keepUndo(event: Event): void {
    const value = Number((event.currentTarget as HTMLSelectElement).value);
    const seconds = UNDO_CHOICES.find((one) => one === value);
    if (seconds !== undefined) chooseUndo(seconds);
  }

  private toggle(): void {
    if (this.opened !== null) return this.close();
    if (this.disabled) return;
    this.opened = new Date();
    this.below = this.getBoundingClientRect().top < HEIGHT;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".preset")?.focus(),
    );
  }

  private close(): void {
    this.opened = null;
    this.wrong = "";
  }

  /** Escape closes; with Ctrl or ⌘, where Enter sends at once elsewhere, it does here what stands there. */
  private press(event: KeyboardEvent): void {
    const { key, target } = event;
    const isSend = key === "Enter" && (event.ctrlKey || event.metaKey);
    if (key !== "Escape" && !isSend) return;
    event.stopPropagation();
    if (key === "Escape") return this.closeByKey();
    event.preventDefault();
    if (event.repeat || !(target instanceof HTMLElement)) return;
    const form = target.closest("form");
    if (form) form.requestSubmit();
    else if (target instanceof HTMLButtonElement) target.click();
  }

  private closeByKey(): void {
    this.close();
    this.more?.focus();
  }

  /** Whoever goes on by keyboard leaves nothing open. */
  private closeBehind({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.renderRoot.contains(relatedTarget)) this.close();
  }

  private readonly closeFromOutside = (event: PointerEvent): void => {
    if (this.opened !== null && !event.composedPath().includes(this)) this.close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-send-button": SendButtonElement;
  }
}
