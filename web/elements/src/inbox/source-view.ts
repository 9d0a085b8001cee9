import { html, nothing } from "lit";
import { legible } from "../legible.js";
import { formatSize } from "../size.js";
import type { Mail } from "./mail.js";

/** Bytes of the source shown at once: browsers lay out more than this slowly. The download has all. */
const MAX_SHOWN = 256 * 1024;

/** A mail as it came. */
export function sourceView({ bytes, source }: Mail) {
  const shown = new TextDecoder().decode(bytes.slice(0, MAX_SHOWN));
  const cut = bytes.byteLength > MAX_SHOWN;
  return html`<p class="note small">
      ${cut ? `The first ${formatSize(MAX_SHOWN)}. ` : nothing}<a
        href=${source.href}
        download=${source.name}
        >Download the source</a
      >
      <span class="muted">${formatSize(source.size)}</span>
    </p>
    <pre class="mono" dir="ltr" tabindex="0" .textContent=${legible(shown)}></pre>`;
}
