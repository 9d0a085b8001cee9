import { html, nothing } from "lit";
import { legible } from "../legible.js";
import { formatDuration } from "../duration.js";
import type { Layout, Row } from "./layout.js";

/** The same as the picture, as a table: for those who cannot see it, and to be copied. */
export function renderTable({ rows, handshake }: Layout) {
  const after = rows.findIndex(({ top }) => handshake !== undefined && top > handshake);
  return html`<div class="table" role="region" aria-label="The messages as a table" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Round trip</th>
          <th scope="col">Time</th>
          <th scope="col">From</th>
          <th scope="col">Words</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row, index) => [index === after ? HANDSHAKE : nothing, renderRow(row)])}
      </tbody>
    </table>
  </div>`;
}

const HANDSHAKE = html`<tr>
  <td class="number">–</td>
  <td></td>
  <td>Gateway and server</td>
  <td>TLS handshake: locked from here</td>
</tr>`;

function renderRow({ message, trip }: Row) {
  const words = message.lines.map(({ text }) => legible(text)).join("\n");
  return html`<tr>
    <td class="number">${trip === 0 ? "–" : trip}</td>
    <td class="number">${formatDuration(message.at)}</td>
    <td>${message.from === "C" ? "Page" : "Server"}</td>
    <td class="said" dir="ltr"><bdi .textContent=${words}></bdi></td>
  </tr>`;
}
