import { html } from "lit";

/** What there is besides sending. */
interface More {
  /** How many drafts there are. */
  readonly drafts: number;
  readonly discard: () => void;
  readonly showDrafts: () => void;
  readonly showHelp: () => void;
}

/** The buttons for what is done less often. */
export function more({ drafts, discard, showDrafts, showHelp }: More) {
  return html`<span class="more">
    <button class="plain" type="button" @click=${discard}>Discard</button>
    <button class="plain" type="button" @click=${showDrafts}>
      Drafts${drafts > 0 ? ` (${drafts})` : ""}
    </button>
    <button
      class="plain"
      type="button"
      aria-label="Keyboard shortcuts"
      title="Keyboard shortcuts"
      @click=${showHelp}
    >
      ?
    </button>
  </span>`;
}
