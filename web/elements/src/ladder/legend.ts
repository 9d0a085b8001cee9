import { type TemplateResult, html, nothing } from "lit";
import type { Layout } from "./layout.js";
import type { Parties } from "./parties.js";

/** What the picture's signs mean, as far as it has them. */
export function renderLegend({ rows, locked, trips }: Layout, { web }: Parties) {
  const lock =
    web === "none"
      ? "locked by TLS; here it is practised, as nothing leaves the page"
      : "locked by TLS: nobody between can read it";
  const has = (kind: "refusal" | "content") =>
    rows.some(({ refusal, message }) => (kind === "refusal" ? refusal : message.kind === kind));
  return html`<ul class="legend" aria-label="Signs">
    ${trips.length > 0 ? sign(html`<b class="badge">1</b>`, "a round trip: what went out together, and its answers") : nothing}
    ${has("content") ? sign(drawn("client content"), "a mail") : nothing}
    ${has("refusal") ? sign(drawn("refusal"), "a refusal") : nothing}
    ${locked === undefined ? nothing : sign(html`<i class="walls"></i>`, lock)}
  </ul>`;
}

function sign(picture: TemplateResult, words: string) {
  return html`<li><span aria-hidden="true">${picture}</span>${words}</li>`;
}

function drawn(kind: string) {
  return html`<svg width="30" height="8" viewBox="0 0 30 8">
    <line class="arrow ${kind}" x1="0" x2="30" y1="4" y2="4" />
  </svg>`;
}
