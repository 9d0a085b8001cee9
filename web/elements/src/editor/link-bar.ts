import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import { barStyles } from "./bar-styles.js";
import { linkAddress } from "./link.js";

/**
 * Asks where a link goes.
 *
 * @fires link - `CustomEvent<string>`: the address; empty where the link is to be none.
 * @fires leave - `Event`: nothing is wanted.
 */
@customElement("wsmtp-link-bar")
export class LinkBarElement extends LitElement {
  /** Where the link goes now; empty where there is none. */
  @property() address = "";
  @state() private trouble = "";
  @query("input") private input!: HTMLInputElement;

  static override styles = [base, barStyles];

  override render() {
    return html`<div class="bar" role="group" aria-label="Link" @keydown=${this.press}>
      <label for="address">Link to</label>
      <input
        id="address"
        class="wide"
        inputmode="url"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        placeholder="https://example.org"
        aria-describedby="trouble"
        aria-invalid=${this.trouble !== ""}
        .value=${this.address}
      />
      <button type="button" class="primary" @click=${this.apply}>Apply</button>
      ${this.address === "" ? nothing : html`<button type="button" @click=${() => this.tell("")}>Remove link</button>`}
      <button type="button" @click=${this.leave}>Cancel</button>
      <p id="trouble" class="trouble small" role="alert">${this.trouble}</p>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.input.focus();
    this.input.select();
  }

  private apply(): void {
    try {
      this.tell(linkAddress(this.input.value));
    } catch (error) {
      this.trouble = sentenceOf(error);
      this.input.focus();
    }
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter" && event.target === this.input) this.apply();
    else return;
    // Enter would send the form around, and Escape close what is around it.
    event.preventDefault();
    event.stopPropagation();
  }

  private tell(detail: string): void {
    this.dispatchEvent(new CustomEvent("link", { detail }));
  }

  private leave(): void {
    this.dispatchEvent(new Event("leave"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-link-bar": LinkBarElement;
  }
}
