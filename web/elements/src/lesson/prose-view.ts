import { css, html } from "lit";
import { legible } from "../legible.js";
import { type Block, type Span, type Spoken, readProse } from "./prose.js";

/** What prose looks like. */
export const proseStyles = css`
  .prose {
    display: grid;
    gap: 0.75rem;
  }

  .prose ul {
    display: grid;
    gap: 0.25rem;
    padding-inline-start: 1.25rem;
    list-style: disc;
  }

  .prose code,
  .line {
    padding: 0.0625rem 0.25rem;
    border-radius: 0.25rem;
    background: color-mix(in srgb, currentColor 8%, transparent);
    font-family: var(--wsmtp-mono);
    font-size: 0.875em;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  .dialogue {
    padding: 0.625rem 0.875rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-sunken);
    font-family: var(--wsmtp-mono);
    font-size: 0.8125rem;
  }

  .dialogue li {
    display: grid;
    grid-template-columns: 1.25rem 1fr;
    gap: 0.5rem;
  }

  .dialogue .who {
    color: var(--wsmtp-muted);
    font-weight: 700;
  }

  .dialogue .client .who {
    color: var(--wsmtp-accent);
  }

  .dialogue .text {
    min-width: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
`;

/** A lesson's prose, as text and nothing else, whoever wrote it. */
export function renderProse(prose: string) {
  return html`<div class="prose">${readProse(prose).map(renderBlock)}</div>`;
}

function renderBlock(block: Block) {
  switch (block.kind) {
    case "paragraph":
      return html`<p dir="auto">${renderSpans(block.text)}</p>`;
    case "list":
      return html`<ul dir="auto">
        ${block.items.map((item) => html`<li dir="auto">${renderSpans(item)}</li>`)}
      </ul>`;
    case "dialogue":
      return html`<ol class="dialogue" dir="ltr">
        ${block.lines.map(renderSpoken)}
      </ol>`;
  }
}

/** One run of text with its marks. */
export function renderSpans(spans: readonly Span[]) {
  return spans.map(({ kind, text, href }) => {
    const shown = legible(text);
    if (kind === "code") return html`<code dir="ltr">${shown}</code>`;
    if (kind === "strong") return html`<strong>${shown}</strong>`;
    if (kind === "link") return html`<a href=${href ?? ""} rel="noreferrer">${shown}</a>`;
    return shown;
  });
}

function renderSpoken({ direction, text }: Spoken) {
  return html`<li class=${direction === "C" ? "client" : "server"}>
    <span class="who" aria-hidden="true">${direction}</span>
    <span class="unseen">${direction === "C" ? "Client:" : "Server:"}</span>
    <span class="text">${legible(text)}</span>
  </li>`;
}
