import { html } from "lit";

const STYLESHEET = new URL("./mail.css", import.meta.url);

/**
 * An HTML mail in a frame that runs no scripts, sends no forms, loads nothing, and belongs to no
 * origin. The page's content security policy holds inside too, and leaves the mail without inline
 * styles. Links open beside the page.
 */
export function htmlView(mail: string) {
  return html`<iframe
    title="The mail’s HTML"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    referrerpolicy="no-referrer"
    srcdoc=${framed(mail)}
  ></iframe>`;
}

function framed(mail: string): string {
  const policy = `default-src 'none'; style-src ${STYLESHEET.href}; form-action 'none'; base-uri 'none'`;
  return `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="${STYLESHEET.href}">
<base target="_blank">
${mail}`;
}
