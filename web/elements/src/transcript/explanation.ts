import { html, nothing } from "lit";
import type { Explanation } from "../explain/explain.js";
import { legible } from "../legible.js";
import { sentence } from "../sentence.js";

/** What one line means, to be styled by `explanationStyles`. A live region around it that was there before reads it aloud. */
export function explanationPanel(
  { title, summary, parts, next, rfc }: Explanation,
  close: () => void,
) {
  return html`<section class="explanation" aria-label="Explanation of the line" tabindex="0">
    <p class="title">${sentence(legible(title))}</p>
    ${summary === "" ? nothing : html`<p dir="auto">${sentence(legible(summary))}</p>`}
    ${parts.length === 0 ? nothing : html`<dl class="parts">${parts.map(renderPart)}</dl>`}
    ${
      next.length === 0
        ? nothing
        : html`<p class="muted">
            What may come next:
            ${next.map(({ line, verb }, at) => [at === 0 ? "" : ", ", html`<code dir="ltr">${line || verb}</code>`])}
          </p>`
    }
    ${rfc === "" ? nothing : html`<p class="muted small">${rfc}</p>`}
    <button type="button" aria-label="Close the explanation" @click=${close}>✕</button>
  </section>`;
}

function renderPart({ text, words }: { text: string; words: string }) {
  return html`<dt class="mono" dir="ltr"><bdi>${legible(text)}</bdi></dt>
    <dd dir="auto">${legible(words)}</dd>`;
}
