import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { legible } from "../legible.js";
import { base } from "../styles.js";
import { ChipKeys } from "./keys.js";
import { grow, noteOn } from "./list.js";
import { readRecipients, writeRecipients } from "./recipient.js";
import type { Recipient } from "./recipient.js";
import { recipientsStyles } from "./recipients-styles.js";
import { lastSeparator } from "./split.js";

/** Characters that are read at once: more than a thousand addresses take, and read in a moment. */
const MAX_PASTED = 1_000_000;

/**
 * A field for recipients. What is typed or pasted becomes a chip for each: at a comma or semicolon, by Enter, and when the
 * field is left. A chip is edited, removed and copied; one that is no address is marked and says why. Nothing is remembered
 * beyond the field.
 *
 * @fires change - `Event`: the recipients are others, by the writer's hand.
 * @fires input - `InputEvent`: something was typed that is no chip yet.
 */
@customElement("wsmtp-recipients")
export class RecipientsElement extends LitElement {
  /** Names the field, for screen readers and for the `label` that a click on focuses it. */
  @property() label = "To";
  /** Says that somebody has to be named here; told to screen readers. */
  @property({ type: Boolean }) required = false;

  @state() private list: readonly Recipient[] = [];
  /** What there is to say beneath: that somebody was there already, for instance. */
  @state() private note = "";
  /** The chip that is reached by Tab's neighbours, the arrow keys; beyond the last, the input is. */
  @state() private at = -1;
  /** Where the chip was that is being edited: what is written takes its place. */
  private editing: number | undefined;
  private readonly keys = new ChipKeys({
    count: () => this.list.length,
    isRightToLeft: () => getComputedStyle(this).direction === "rtl",
    focus: (at) => this.focusChip(at),
    leave: () => this.focus(),
    edit: (at) => this.edit(at),
    remove: (at) => this.removeByKey(at),
  });

  @query("input") private input!: HTMLInputElement;
  @query(".field") private field!: HTMLElement;

  static override styles = [base, recipientsStyles];

  /** Everybody who is named here, in order; what is still being typed is not among them. */
  get recipients(): readonly Recipient[] {
    return this.list;
  }

  set recipients(recipients: readonly Recipient[]) {
    const { list, over } = grow([], recipients, 0);
    this.list = list;
    this.editing = undefined;
    this.note = noteOn({ list, over, doubles: [] });
    this.at = -1;
    void this.type(writeRecipients(over));
  }

  /** What is typed, and is no chip: as it is not finished, or there is no room for it. */
  get typed(): string {
    return this.input?.value.trim() ?? "";
  }

  /** The same as one text with commas, also what is still being typed. */
  get value(): string {
    return [writeRecipients(this.list), this.typed].filter((text) => text !== "").join(", ");
  }

  set value(text: string) {
    this.recipients = readRecipients(text);
  }

  /** Those that are no addresses. */
  get wrong(): readonly Recipient[] {
    return this.list.filter(({ trouble }) => trouble !== "");
  }

  /** Whether there is neither a recipient nor anything typed. */
  get isEmpty(): boolean {
    return this.value === "";
  }

  /** Makes chips of whatever is typed. */
  commit(): void {
    const text = this.input?.value ?? "";
    if (text.trim() === "") return;
    this.add(readRecipients(text), "");
  }

  /** Puts the caret where the next recipient is typed. */
  override focus(): void {
    this.at = -1;
    if (this.input) this.input.focus();
    else void this.updateComplete.then(() => this.input.focus());
  }

  /** Shows the first recipient that is no address; false where all are addresses. */
  focusWrong(): boolean {
    const at = this.list.findIndex(({ trouble }) => trouble !== "");
    if (at >= 0) this.focusChip(at);
    return at >= 0;
  }

  override render() {
    const { list } = this;
    return html`
      <div class="field" @mousedown=${this.aim} @copy=${this.copy} @focusout=${this.left}>
        ${list.length === 0 ? nothing : this.renderChips()}
        <input
          type="text"
          inputmode="email"
          enterkeyhint="next"
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-label=${this.label}
          aria-describedby="count note"
          aria-required=${this.required ? "true" : nothing}
          aria-invalid=${this.wrong.length > 0 ? "true" : nothing}
          @input=${this.read}
          @paste=${this.paste}
          @keydown=${this.keyInInput}
          @focus=${() => (this.at = -1)}
        />
      </div>
      ${this.renderNote()}
      <span id="count" class="unseen">${this.countWords()}</span>
    `;
  }

  private renderChips() {
    return html`<ul aria-label="${this.label}: chosen recipients" @keydown=${this.keyOnChip}>
      ${repeat(
        this.list,
        (one) => one.text,
        (one, at) => this.renderChip(one, at),
      )}
    </ul>`;
  }

  private renderChip(one: Recipient, at: number) {
    const shown = legible(one.text);
    const wrong = one.trouble !== "";
    return html`<li class=${wrong ? "wrong" : ""}>
      <button
        class="chip"
        type="button"
        tabindex=${this.at === at ? 0 : -1}
        title=${wrong ? one.trouble : shown}
        aria-label="${wrong ? `Not an address: ${shown}` : shown}, edit"
        @click=${() => this.edit(at)}
      >
        ${wrong ? html`<span class="sign" aria-hidden="true">!</span>` : nothing} ${renderWho(one)}
      </button>
      <button
        class="remove"
        type="button"
        tabindex="-1"
        aria-label="Remove ${shown}"
        @click=${() => this.takeOut(at)}
      ></button>
    </li>`;
  }

  private renderNote() {
    const [first] = this.wrong;
    const trouble = first?.trouble ?? "";
    const words = trouble === "" ? this.note : trouble;
    const kind = trouble === "" ? "muted" : "trouble";
    return html`<div id="note" role="status">
      ${words === "" ? nothing : html`<p class="note small ${kind}"><bdi>${legible(words)}</bdi></p>`}
    </div>`;
  }

  private countWords(): string {
    const { length } = this.list;
    if (length === 0) return "";
    const many = length === 1 ? "1 recipient" : `${length} recipients`;
    return `${many}. The arrow keys reach them, Enter edits one, Delete removes it.`;
  }

  /** Takes `more` in where the caret is, and leaves `rest` to be typed on. */
  private add(more: readonly Recipient[], rest: string): void {
    const grown = grow(this.list, more, this.editing ?? this.list.length);
    const over = writeRecipients(grown.over);
    this.editing = undefined;
    this.note = noteOn(grown);
    this.input.value = [over, rest].filter((text) => text !== "").join(", ");
    this.keep(grown.list);
    void this.updateComplete.then(() => this.showInput());
  }

  /** Where there are many, the writer sees where the next is typed. */
  private showInput(): void {
    if (this.renderRoot.querySelector("input:focus"))
      this.field.scrollTop = this.field.scrollHeight;
  }

  private async type(text: string): Promise<void> {
    if (!this.input && text !== "") await this.updateComplete;
    if (this.input) this.input.value = text;
  }

  private keep(list: readonly Recipient[]): void {
    this.list = list;
    this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  }

  private edit(at: number): void {
    const one = this.list[at];
    if (!one) return;
    this.commit();
    const place = this.list.indexOf(one);
    this.keep(this.list.filter((other) => other !== one));
    this.editing = place;
    this.input.value = one.text;
    this.focus();
    this.input.select();
  }

  private takeOut(at: number): void {
    this.note = "";
    if (this.editing !== undefined && at < this.editing) this.editing -= 1;
    this.keep(this.list.filter((_, other) => other !== at));
    this.focus();
  }

  /** Where a chip was removed by a key, its neighbour is next. */
  private removeByKey(at: number): void {
    this.takeOut(at);
    if (this.list.length > 0) this.focusChip(Math.min(at, this.list.length - 1));
  }

  private focusChip(at: number): void {
    this.at = at;
    void this.updateComplete.then(() => {
      const chips = this.renderRoot.querySelectorAll<HTMLButtonElement>(".chip");
      chips[at]?.focus();
      chips[at]?.scrollIntoView({ block: "nearest" });
    });
  }

  /** What stands before a separator becomes chips as soon as it is an address; a name may still be going on. */
  private read(event: InputEvent): void {
    const text = this.input.value;
    const end = lastSeparator(text);
    if (end === 0 || event.isComposing) return;
    const done = readRecipients(text.slice(0, end));
    if (done.some(({ trouble }) => trouble !== "")) return;
    this.add(done, text.slice(end).trimStart());
  }

  /** Many at once: the ends of lines, which an input would swallow, part them. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\r\n\t,;]/u.test(text.trim())) return;
    event.preventDefault();
    if (text.length > MAX_PASTED) {
      this.note = "This is too much for one list of recipients: paste fewer of them at once.";
      return;
    }
    const { value, selectionStart, selectionEnd } = this.input;
    const before = value.slice(0, selectionStart ?? value.length);
    const after = value.slice(selectionEnd ?? value.length);
    this.add(readRecipients(before + text + after), "");
  }

  private keyInInput(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { value, selectionStart, selectionEnd } = this.input;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && value.trim() !== "") {
      event.preventDefault();
      this.commit();
    } else if (selectionStart === 0 && selectionEnd === 0) {
      this.keys.atStart(event);
    }
  }

  private readonly keyOnChip = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.matches(".chip")) {
      this.keys.onChip(event, this.at);
    }
  };

  private left(event: FocusEvent): void {
    const { relatedTarget } = event;
    // To a chip of its own, with something half typed: it stays as it is.
    if (relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget)) return;
    this.at = -1;
    this.commit();
  }

  /** A click beside the chips is one into the input. */
  private aim(event: MouseEvent): void {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    this.focus();
  }

  private copy(event: ClipboardEvent): void {
    const one = this.list[this.at];
    if (!one || this.input.matches(":focus")) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", one.text);
  }
}

function renderWho({ name, address, text, trouble }: Recipient) {
  if (trouble !== "") return html`<bdi class="name">${legible(text)}</bdi>`;
  if (name === "") return html`<bdi class="name">${legible(address)}</bdi>`;
  return html`<bdi class="name">${legible(name)}</bdi>
    <bdi class="address">${legible(address)}</bdi>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-recipients": RecipientsElement;
  }
}
