import { LitElement, html, nothing } from "lit";
import type { PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../styles.js";
import type { Command, Formats } from "./formats.js";
import { icon } from "./icons.js";
import type { IconName } from "./icons.js";
import { COLOURS, SIZES } from "./palette.js";
import { toolbarStyles } from "./toolbar-styles.js";

/** What a person wants of the text. */
export type Wish =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "colour" | "size"; readonly name: string }
  | { readonly kind: "link" | "image" | "plain" };

interface Tool {
  readonly name: IconName;
  readonly label: string;
  /** The key beside Control, or Command on Apple's keyboards. */
  readonly key?: string;
}

const GROUPS: readonly (readonly Tool[])[] = [
  [
    { name: "bold", label: "Bold", key: "B" },
    { name: "italic", label: "Italic", key: "I" },
    { name: "underline", label: "Underline", key: "U" },
    { name: "strike", label: "Strike through", key: "Shift+7" },
  ],
  [
    { name: "bulleted", label: "Bulleted list", key: "Shift+8" },
    { name: "numbered", label: "Numbered list", key: "Shift+9" },
    { name: "quote", label: "Quote", key: "]" },
    { name: "unquote", label: "Quote less", key: "[" },
  ],
  [
    { name: "link", label: "Link", key: "K" },
    { name: "image", label: "Insert image" },
  ],
];

const LAST: readonly Tool[] = [
  { name: "clear", label: "Clear formatting" },
  { name: "undo", label: "Undo", key: "Z" },
  { name: "redo", label: "Redo", key: "Shift+Z" },
];

/** Tools that are either on or off where the writer is. */
const PRESSED = new Set<IconName>([
  "bold",
  "italic",
  "underline",
  "strike",
  "bulleted",
  "numbered",
  "link",
]);

const CONTROL = /Mac|iP(?:hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl+";

/**
 * The tools of the editor. Tab leads to one of them, arrow keys from one to the next.
 *
 * @fires wish - `CustomEvent<Wish>`: what a person wants.
 */
@customElement("wsmtp-editor-toolbar")
export class EditorToolbarElement extends LitElement {
  /** How the text is where the writer is; without it, tools wait. */
  @property({ attribute: false }) formats: Formats | undefined;
  /** Only plain text is wanted, so that there is nothing to format. */
  @property({ type: Boolean }) plain = false;

  static override styles = [base, toolbarStyles];

  override render() {
    return html`<div
      role="toolbar"
      aria-label="Formatting"
      @keydown=${this.move}
      @focusin=${this.keepTurn}
      @mousedown=${keepFocus}
    >
      ${this.plain ? nothing : this.renderTools()}
      <button
        type="button"
        class="words"
        tabindex="-1"
        aria-pressed=${this.plain}
        title="Send the text alone, without formatting"
        @click=${() => this.wish({ kind: "plain" })}
      >
        Plain text
      </button>
    </div>`;
  }

  /** Focuses the tool whose turn it is. */
  override focus(): void {
    this.tools.find(({ tabIndex }) => tabIndex === 0)?.focus();
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const { tools } = this;
    if (!tools.some(({ tabIndex }) => tabIndex === 0)) this.giveTurn(tools[0]);
  }

  private get tools(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("button, select")];
  }

  private renderTools() {
    return html`${GROUPS.map(
        (tools) => html`<span class="group">${tools.map((tool) => this.renderTool(tool))}</span>`,
      )}
      <span class="group">
        ${this.renderChoice("colour", "Text colour", Object.keys(COLOURS), "Colour")}
        ${this.renderChoice("size", "Text size", Object.keys(SIZES), "Size")}
      </span>
      <span class="group">${LAST.map((tool) => this.renderTool(tool))}</span>`;
  }

  private renderTool({ name, label, key }: Tool) {
    const on: ReadonlySet<string> | undefined = this.formats?.on;
    return html`<button
      type="button"
      tabindex="-1"
      aria-label=${label}
      aria-pressed=${PRESSED.has(name) ? (on?.has(name) ?? false) : nothing}
      aria-disabled=${!this.canUse(name)}
      title=${key === undefined ? label : `${label} (${CONTROL}${key})`}
      @click=${() => this.use(name)}
    >
      ${icon(name)}
    </button>`;
  }

  private renderChoice(
    kind: "colour" | "size",
    label: string,
    names: readonly string[],
    word: string,
  ) {
    const choose = (event: Event): void => {
      const select = event.currentTarget as HTMLSelectElement;
      this.wish({ kind, name: select.value });
      select.value = "";
    };
    return html`<select tabindex="-1" aria-label=${label} title=${label} @change=${choose}>
      <option value="" hidden>${word}</option>
      <option>${kind === "size" ? "Medium" : "Automatic"}</option>
      ${names.map((name) => html`<option>${name}</option>`)}
    </select>`;
  }

  private canUse(name: IconName): boolean {
    const { formats } = this;
    if (!formats) return false;
    if (name === "undo") return formats.canUndo;
    if (name === "redo") return formats.canRedo;
    return name !== "unquote" || formats.on.has("quote");
  }

  private use(name: IconName): void {
    if (!this.canUse(name)) return;
    if (name === "link" || name === "image") this.wish({ kind: name });
    else this.wish({ kind: "command", command: name });
  }

  private wish(detail: Wish): void {
    this.dispatchEvent(new CustomEvent("wish", { detail }));
  }

  private keepTurn({ target }: Event): void {
    if (target instanceof HTMLElement) this.giveTurn(target);
  }

  private giveTurn(turn: HTMLElement | undefined): void {
    for (const tool of this.tools) tool.tabIndex = tool === turn ? 0 : -1;
  }

  private move(event: KeyboardEvent): void {
    const { tools } = this;
    const now = tools.findIndex((tool) => tool === event.target);
    const along = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: now + along,
      ArrowLeft: now - along,
      Home: 0,
      End: tools.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    tools[(next + tools.length) % tools.length]?.focus();
  }
}

/** A press by mouse leaves the writer where they are; a list of choices has to be opened. */
function keepFocus(event: MouseEvent): void {
  if (!(event.target instanceof HTMLSelectElement)) event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-editor-toolbar": EditorToolbarElement;
  }
}
