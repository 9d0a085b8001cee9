import { html, nothing } from "lit";
import type { Advice } from "../explain/advice.js";
import { legible } from "../legible.js";
import { sentence } from "../sentence.js";

/** What there is to be said about a line that was typed; `use` puts another one into the input. */
export function advicePanel(
  { words, instead, about, kept }: Advice,
  { content, use }: { content: boolean; use: (line: string) => void },
) {
  return html`<div class="advice ${kept ? "kept" : ""}">
    <p dir="auto">${sentence(legible(words))}</p>
    ${
      about
        ? html`<p class="muted small">
            <code dir="ltr">${about.form}</code> ${about.purpose}. For example:
            <code dir="ltr">${about.example}</code>
          </p>`
        : nothing
    }
    ${
      instead === undefined
        ? nothing
        : content
          ? html`<p class="muted small">
              A client says <code dir="ltr">${legible(instead)}</code>
            </p>`
          : html`<button type="button" @click=${() => use(instead)}>
              Type <code dir="ltr">${legible(instead)}</code>
            </button>`
    }
  </div>`;
}
