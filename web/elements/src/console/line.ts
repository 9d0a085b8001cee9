import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { encodeBase64 } from "../explain/base64.js";
import { Course } from "../explain/course.js";
import { promptOf } from "../explain/next.js";
import { legible } from "../legible.js";
import { base } from "../styles.js";
import { completionsOf } from "./completion.js";
import { Completing } from "./completing.js";
import { hintOf } from "./hint.js";
import { History } from "./history.js";
import { lineStyles } from "./line-styles.js";

/** More are not shown beside the input: the first are the most sensible. */
const MAX_CHIPS = 5;

/** The events of the input line. */
interface LineEventMap extends HTMLElementEventMap {
  lines: CustomEvent<readonly string[]>;
}

/** An element that knows the types of its events. */
export interface LineElement {
  addEventListener<K extends keyof LineEventMap>(
    type: K,
    listener: (event: LineEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * The line in which a person types what a console says: a command, a line of a mail, or what a prompt of AUTH asks for.
 *
 * @fires lines - `CustomEvent<readonly string[]>`: what to say, in order; several where they were pasted.
 */
@customElement("wsmtp-console-line")
export class LineElement extends LitElement {
  /** Where the conversation stands. */
  @property({ attribute: false, hasChanged: () => true }) course = new Course();
  /** What was typed before; the console keeps it. */
  @property({ attribute: false }) history = new History();
  /** Nobody is connected: what is typed connects. */
  @property({ type: Boolean }) closed = false;

  @state() private typed = "";
  /** Writes answers to prompts in base64. */
  @state() private encodes = true;
  @state() private announced = "";
  private readonly completing = new Completing();

  @query("#line") private input!: HTMLInputElement;
  @query("#user") private user?: HTMLInputElement;

  static override styles = [base, lineStyles];

  /** Puts a line into the input, to be said or changed. */
  fill(line: string): void {
    this.write(line);
    this.completing.reset();
    this.focus();
  }

  override focus(): void {
    this.input.focus();
    this.input.setSelectionRange(this.typed.length, this.typed.length);
  }

  protected override willUpdate(changed: PropertyValues): void {
    // An answer to a prompt is never shown at the next.
    if (changed.has("course") && this.wasSecret !== this.secret) this.forget();
    this.wasSecret = this.secret;
  }

  private wasSecret = false;

  override render() {
    const prompted = this.course.within === "prompt";
    return html`<form @submit=${this.submit}>
      ${prompted && this.encodes && this.plain ? this.renderUser() : nothing}
      <div class="line">
        <label for="line">${this.label}</label>
        <input
          id="line"
          type=${this.secret ? "password" : "text"}
          dir="ltr"
          autocomplete="off"
          autocapitalize="none"
          autocorrect="off"
          spellcheck="false"
          aria-describedby="hint"
          placeholder=${this.closed ? "Not connected: Enter connects" : ""}
          ?readonly=${this.closed}
          .value=${this.typed}
          @input=${this.note}
          @keydown=${this.key}
          @paste=${this.paste}
        />
        <button class="primary">${this.closed ? "Connect" : "Say"}</button>
      </div>
      ${prompted ? this.renderAid() : this.renderChips()}
      <p id="hint" class="muted small">${this.closed ? "" : hintOf(this.course)}</p>
      <p class="unseen" role="status">${this.announced}</p>
    </form>`;
  }

  /** What is typed is not to be seen: anything but a user's name. */
  private get secret(): boolean {
    return this.course.within === "prompt" && !/^user/i.test(promptOf(this.course));
  }

  /** One answer holds both user and password. */
  private get plain(): boolean {
    return this.course.mechanism === "PLAIN";
  }

  private get label(): string {
    if (this.closed) return "Command";
    switch (this.course.within) {
      case "data":
        return "Line of the mail";
      case "prompt":
        return this.asked;
      case "commands":
      case "chunk":
        return "Command";
    }
  }

  private get asked(): string {
    if (this.plain && this.encodes) return "Password";
    const prompt = legible(promptOf(this.course)).replace(/\s*[:\0]*\s*$/, "");
    return prompt === "" ? "Answer" : prompt.slice(0, 40);
  }

  private renderUser() {
    return html`<div class="line">
      <label for="user">User</label>
      <input id="user" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" />
    </div>`;
  }

  private renderAid() {
    const shown = this.encodes && !this.secret && this.typed !== "";
    return html`<p class="aid small">
      <label class="choice"
        ><input type="checkbox" .checked=${this.encodes} @change=${this.chooseEncoding} />Write it
        in base64 for me</label
      >
      ${shown ? html`<span>This says <code dir="ltr">${encodeBase64(this.typed)}</code></span>` : nothing}
    </p>`;
  }

  private renderChips() {
    const options = this.closed ? [] : this.options().slice(0, MAX_CHIPS);
    if (options.length === 0) return nothing;
    return html`<p class="chips">
      ${options.map(
        (option) =>
          html`<button
            type="button"
            tabindex="-1"
            class="mono"
            dir="ltr"
            @click=${() => this.fill(option)}
          >
            ${legible(option)}
          </button>`,
      )}
    </p>`;
  }

  private readonly options = (): readonly string[] =>
    completionsOf(this.typed, this.course, this.history.addresses);

  private note(): void {
    this.typed = this.input.value;
    this.completing.reset();
  }

  private write(line: string): void {
    this.typed = line;
    // Before the next picture, as the next key may come before that.
    this.input.value = line;
  }

  private key(event: KeyboardEvent): void {
    if (this.course.within === "prompt" || this.closed || event.isComposing) return;
    if (event.key === "ArrowUp") this.replace(event, this.history.older(this.typed));
    else if (event.key === "ArrowDown") this.replace(event, this.history.newer(this.typed));
    else if (event.key === "Escape") this.write(this.completing.leave() ?? this.typed);
    else if (event.key === "Tab" && !event.shiftKey) this.complete(event);
  }

  private complete(event: KeyboardEvent): void {
    const line = this.completing.next(this.typed, this.options);
    if (line === undefined) return;
    this.replace(event, line);
    this.announced = line;
  }

  private replace(event: KeyboardEvent, line: string): void {
    event.preventDefault();
    this.write(line);
    this.input.setSelectionRange(line.length, line.length);
  }

  /** Of several lines that are pasted, all but the last are said, as they would be if they were typed. */
  private paste(event: ClipboardEvent): void {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (this.course.within === "prompt" || this.closed || !/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = this.input;
    const whole = value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? 0);
    const lines = whole.split(/\r\n|\r|\n/);
    this.write(lines.pop() ?? "");
    this.say(lines);
  }

  private chooseEncoding(event: Event): void {
    this.encodes = event.target instanceof HTMLInputElement && event.target.checked;
    this.forget();
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const line = this.course.within === "prompt" ? this.answer() : this.typed;
    this.forget();
    // What was pressed may be gone with the prompt.
    this.focus();
    this.say([line]);
  }

  /** What the prompt is answered with. */
  private answer(): string {
    if (!this.encodes || this.typed === "*") return this.typed;
    const both = this.plain && this.user !== undefined && this.user !== null;
    return encodeBase64(both ? `\0${this.user?.value}\0${this.typed}` : this.typed);
  }

  private forget(): void {
    if (this.hasUpdated) this.write("");
    if (this.user) this.user.value = "";
    this.announced = "";
  }

  private say(detail: readonly string[]): void {
    this.dispatchEvent(new CustomEvent("lines", { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-console-line": LineElement;
  }
}
