import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { decodeWords } from "postal-mime";
import { legible } from "../legible.js";
import { saveFile } from "../save.js";
import { formatSize } from "../size.js";
import { fileName } from "../file-name.js";
import { asFile } from "./mail.js";
import type { Mail } from "./mail.js";
import { decoded } from "./mime/decode.js";
import type { Part } from "./mime/part.js";

/** Characters of a type or an encoding that are shown. */
const MAX_SHOWN = 100;

/** The parts of a mail as the tree that they are, each to be saved. */
export function partsView(mail: Mail) {
  return html`<div class="parts" tabindex="0" role="group" aria-label="Parts of the mail">
    <ul>
      ${renderPart(mail, mail.parts)}
    </ul>
    <p class="small muted">
      Sizes are those in the source. Saved, a part is decoded, and plain bytes whatever it says that
      it is.
    </p>
  </div>`;
}

function renderPart(mail: Mail, part: Part): TemplateResult {
  const { path, parts } = part;
  return html`<li>
    <div class="part">
      <span class="mono">${path === "" ? "mail" : path}</span>
      <span>
        <bdi class="mono type">${shown(part.type)}</bdi>
        ${part.name === undefined ? nothing : html`<bdi class="name">${nameOf(part)}</bdi>`}
        <span class="about small muted"
          >${about(part).map((words) => html`<bdi>${words}</bdi> `)}</span
        >
      </span>
      ${
        path === "" || parts.length > 0
          ? nothing
          : html`<button
              type="button"
              aria-label=${`Save part ${path}`}
              @click=${() => save(part, mail.bytes)}
            >
              Save
            </button>`
      }
    </div>
    ${
      parts.length === 0
        ? nothing
        : html`<ul>
            ${parts.map((inner) => renderPart(mail, inner))}
          </ul>`
    }
  </li>`;
}

/** What else is worth knowing of a part, one thing each. */
function about(part: Part): readonly string[] {
  const { charset, encoding, disposition, cid, parts, body, end } = part;
  const isWhole = parts.length > 0;
  return [
    ...(charset === undefined ? [] : [`charset ${shown(charset)}`]),
    ...(isWhole ? [] : [shown(encoding)]),
    ...(disposition === undefined ? [] : [shown(disposition)]),
    ...(cid === undefined ? [] : [`cid:${shown(cid)}`]),
    formatSize(end - body),
  ];
}

function nameOf({ name, path }: Part): string {
  return fileName(name === undefined ? `part-${path}` : decodeWords(name));
}

function save(part: Part, source: Uint8Array): void {
  saveFile(asFile(decoded(source, part)), nameOf(part));
}

function shown(text: string): string {
  return legible(text.slice(0, MAX_SHOWN));
}
