import { html, nothing } from "lit";
import type { Fields } from "./fields.js";

/** What the lines above the text show and do. */
interface Lines {
  readonly fields: Fields;
  readonly showCc: boolean;
  readonly showBcc: boolean;
  readonly showCopy: (which: "cc" | "bcc") => void;
}

/** The lines above the text: who writes to whom, about what. Cc and Bcc are there on demand. */
export function letterFields({ fields, showCc, showBcc, showCopy }: Lines) {
  return html`
    <div class="line">
      <label for="from">From</label>
      <input id="from" dir="auto" autocomplete="email" autocapitalize="none" spellcheck="false" />
    </div>
    <div class="line people">
      ${name("To", () => fields.to.focus())}
      <wsmtp-recipients id="to" label="To"></wsmtp-recipients>
      <span class="copies">
        ${showCc ? nothing : button("Cc", "Copy to somebody", () => showCopy("cc"))}
        ${showBcc ? nothing : button("Bcc", "Copy to somebody unseen", () => showCopy("bcc"))}
      </span>
    </div>
    <div class="line people" ?hidden=${!showCc}>
      ${name("Cc", () => fields.cc.focus())}
      <wsmtp-recipients id="cc" label="Cc"></wsmtp-recipients>
    </div>
    <div class="line people" ?hidden=${!showBcc}>
      ${name("Bcc", () => fields.bcc.focus())}
      <wsmtp-recipients id="bcc" label="Bcc"></wsmtp-recipients>
    </div>
    <div class="line">
      <label for="subject">Subject</label>
      <input id="subject" dir="auto" autocomplete="off" spellcheck="true" />
    </div>
  `;
}

/** What a line is called, for the eye: the field itself has the name for screen readers. */
function name(words: string, act: () => void) {
  return html`<span class="label" aria-hidden="true" @click=${act}>${words}</span>`;
}

function button(words: string, title: string, act: () => void) {
  return html`<button class="plain" type="button" title=${title} @click=${act}>${words}</button>`;
}
