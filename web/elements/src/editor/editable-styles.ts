import { SIZES } from "./palette.js";

/** The class of what is edited. */
export const EDITABLE = "wsmtp-editable";

const RULES = `
.${EDITABLE} {
  min-height: 11rem;
  padding: 1.125rem 1.25rem;
  outline: none;
  line-height: 1.6;
  overflow-wrap: anywhere;
  cursor: text;
}
.${EDITABLE} :is(div, p, li, h1, h2, h3, h4, h5, h6, td, th, pre) {
  text-align: start;
  unicode-bidi: plaintext;
}
.${EDITABLE} p { margin: 0 0 1em; }
.${EDITABLE} :is(ul, ol) { margin: 0.25em 0; padding-inline-start: 1.75em; }
.${EDITABLE} ul { list-style: disc; }
.${EDITABLE} ol { list-style: decimal; }
.${EDITABLE} blockquote {
  margin: 0.5em 0;
  padding-inline-start: 0.75em;
  border-inline-start: 2px solid var(--wsmtp-edge);
}
.${EDITABLE} a { color: var(--wsmtp-accent); text-decoration: underline; }
.${EDITABLE} img { max-width: 100%; height: auto; vertical-align: bottom; }
.${EDITABLE} img::selection { background: color-mix(in srgb, var(--wsmtp-accent) 45%, transparent); }
.${EDITABLE} :is(pre, code) { font-family: var(--wsmtp-mono); font-size: 0.875em; }
.${EDITABLE} pre { white-space: pre-wrap; }
.${EDITABLE} table { max-width: 100%; border-collapse: collapse; }
${Object.values(SIZES)
  .map(({ name, size }) => `.${EDITABLE} .${name} { font-size: ${size}; }`)
  .join("\n")}
@media (width < 30rem) {
  .${EDITABLE} { padding-inline: 0.875rem; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** Gives the page what edited text looks like, once. As an object it needs no leave of a strict policy. */
export function adoptEditableStyles(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets.push(sheet);
}
