import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Email } from "postal-mime";
import { base } from "../styles.js";
import { cleanHtml } from "./clean-html.js";
import { picturesOf } from "./pictures.js";

const STYLESHEET = new URL("./mail.css", import.meta.url);

/**
 * An HTML mail, cleaned, in a frame that runs no scripts, sends no forms, loads nothing, and belongs to no origin; pictures
 * that came with the mail are shown, its own styles are not applied. Links open beside the page.
 */
@customElement("wsmtp-mail-html")
export class MailHtmlElement extends LitElement {
  /** The mail. */
  @property({ attribute: false }) mail: Email | undefined;

  static override styles = [
    base,
    css`
      p {
        padding: 1rem 1.25rem 0.25rem;
      }

      iframe {
        display: block;
        width: calc(100% - 1rem);
        height: 30rem;
        margin: 0.5rem;
        border: 0;
        border-radius: var(--wsmtp-radius);
        background: #fff;
      }

      @media (width < 30rem) {
        p {
          padding-inline: 0.875rem;
        }

        iframe {
          width: calc(100% - 0.5rem);
          margin: 0.25rem;
        }
      }
    `,
  ];

  override render() {
    if (!this.mail) return nothing;
    const { html: body, elsewhere } = cleanHtml(
      this.mail.html ?? "",
      picturesOf(this.mail.attachments),
    );
    return html`${elsewhere === 0 ? nothing : html`<p class="muted small">${leftOut(elsewhere)}</p>`}
      <iframe
        title="The mail’s HTML"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        srcdoc=${framed(body)}
      ></iframe>`;
  }
}

function leftOut(images: number): string {
  const what = images === 1 ? "1 image is" : `${images} images are`;
  return `${what} not shown: loading from elsewhere would tell that this mail is read.`;
}

/** Names are not looked up ahead for links either: no policy forbids that. */
function framed(body: string): string {
  const policy = `default-src 'none'; style-src ${STYLESHEET.href}; img-src data:; form-action 'none'; base-uri 'none'`;
  return `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="${STYLESHEET.href}">
<base target="_blank">
${body}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-mail-html": MailHtmlElement;
  }
}
