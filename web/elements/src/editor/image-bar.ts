import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "../styles.js";
import { barStyles } from "./bar-styles.js";

/** What is to become of an image. */
export interface ImageWish {
  readonly alt: string;
  /** Pixels; 0: as wide as it is. */
  readonly width: number;
}

const WIDTHS: Readonly<Record<string, number>> = {
  Small: 160,
  Medium: 320,
  Large: 640,
  "Full size": 0,
};

/** Characters of a description: a long sentence or two. */
const MAX_ALT = 400;

/**
 * Asks what the selected image shows, for those who do not see it, and how wide it is.
 *
 * @fires describe - `CustomEvent<ImageWish>`: a person has changed something.
 * @fires remove - `Event`: the image is to go.
 * @fires leave - `Event`: back to the text.
 */
@customElement("wsmtp-image-bar")
export class ImageBarElement extends LitElement {
  @property({ attribute: false }) image?: HTMLImageElement;

  static override styles = [base, barStyles];

  override render() {
    const width = Number(this.image?.getAttribute("width") ?? 0);
    return html`<div class="bar" role="group" aria-label="Image" @keydown=${this.press}>
      <label for="alt">Description</label>
      <input
        id="alt"
        class="wide"
        dir="auto"
        autocomplete="off"
        maxlength=${MAX_ALT}
        placeholder="What the image shows"
        .value=${this.image?.alt ?? ""}
        @change=${this.describe}
      />
      <label for="width">Size</label>
      <select id="width" @change=${this.describe}>
        ${Object.entries(WIDTHS).map(
          ([name, pixels]) =>
            html`<option value=${pixels} ?selected=${pixels === width}>${name}</option>`,
        )}
      </select>
      <button type="button" @click=${() => this.dispatchEvent(new Event("remove"))}>
        Remove image
      </button>
    </div>`;
  }

  /** Sends what is written, also where nobody has left the field. */
  private readonly describe = (): void => {
    const alt = this.renderRoot.querySelector<HTMLInputElement>("#alt")?.value.trim() ?? "";
    const width = Number(this.renderRoot.querySelector<HTMLSelectElement>("#width")?.value ?? 0);
    this.dispatchEvent(new CustomEvent<ImageWish>("describe", { detail: { alt, width } }));
  };

  private press(event: KeyboardEvent): void {
    const leaves = event.key === "Escape";
    const ends = event.key === "Enter" && event.target instanceof HTMLInputElement;
    if (!leaves && !ends) return;
    event.preventDefault();
    event.stopPropagation();
    if (ends) this.describe();
    this.dispatchEvent(new Event("leave"));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-image-bar": ImageBarElement;
  }
}
