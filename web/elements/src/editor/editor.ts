import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { base } from "../styles.js";
import type { EditorBody } from "./body.js";

/**
 * Writes the text of a mail.
 *
 * @fires input - `Event`: what is written has changed.
 * @fires files - `CustomEvent<File[]>`: files were dropped or pasted that are no images.
 */
@customElement("wsmtp-editor")
export class EditorElement extends LitElement {
  /** Only plain text is wanted. */
  @property({ type: Boolean }) plain = false;
  @query("textarea") private area!: HTMLTextAreaElement;
  /** What was set before there was a place to show it. */
  private text = "";

  static override shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };

  static override styles = [
    base,
    css`
      textarea {
        display: block;
        width: 100%;
        min-width: 0;
        min-height: 11rem;
        max-height: 40rem;
        padding: 1.125rem 1.25rem;
        border: 0;
        background: transparent;
        line-height: 1.6;
        resize: vertical;
        field-sizing: content;
      }

      textarea:focus-visible {
        outline-offset: -2px;
      }

      @media (width < 30rem) {
        textarea {
          padding-inline: 0.875rem;
        }
      }
    `,
  ];

  override render() {
    return html`<label class="unseen" for="text">Text</label>
      <textarea id="text" dir="auto" placeholder="Write your mail" @input=${this.read}></textarea>`;
  }

  protected override firstUpdated(): void {
    this.area.value = this.text;
  }

  /** What is written now. Setting it replaces everything, and fires nothing. */
  get body(): EditorBody {
    return { html: "", text: this.text, images: [] };
  }

  set body({ text }: EditorBody) {
    this.text = text;
    if (this.hasUpdated) this.area.value = text;
  }

  /** Nothing is written. */
  get isEmpty(): boolean {
    return this.text.trim() === "";
  }

  /** Forgets everything. */
  clear(): void {
    this.body = { html: "", text: "", images: [] };
  }

  /** Quotes a mail's HTML behind what is written. */
  quote(html: string): void {
    const text = new DOMParser().parseFromString(html, "text/html").body.textContent;
    const quoted = text.trim().replace(/^/gm, "> ");
    this.body = { html: "", text: `${this.text}\n\n${quoted}\n`, images: [] };
  }

  private read(): void {
    this.text = this.area.value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-editor": EditorElement;
  }
}
