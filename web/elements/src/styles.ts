import { css } from "lit";

/** What every element looks like inside: type, buttons, fields, and a focus ring that is always seen. */
export const base = css`
  :host {
    display: block;
    color: var(--wsmtp-ink);
    font-family: var(--wsmtp-sans);
    line-height: 1.5;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  /* Each runs as its own words do, and stands where those of the page do. */
  p {
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  ol,
  ul {
    list-style: none;
  }

  h2 {
    font-size: 1.125rem;
    font-weight: 600;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }

  a {
    color: var(--wsmtp-accent);
    text-underline-offset: 0.15em;
  }

  :focus-visible {
    outline: 2px solid var(--wsmtp-accent);
    outline-offset: 2px;
    border-radius: 3px;
  }

  button,
  input,
  select,
  textarea {
    color: inherit;
    font: inherit;
  }

  button {
    min-height: 2.25rem;
    padding: 0.25rem 0.875rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
    cursor: pointer;
  }

  button:not([aria-disabled="true"]):hover {
    background: var(--wsmtp-tint);
  }

  button.primary {
    border-color: transparent;
    background: var(--wsmtp-accent);
    color: var(--wsmtp-on-accent);
    font-weight: 600;
  }

  button.primary:not([aria-disabled="true"]):hover {
    background: var(--wsmtp-accent-hover);
  }

  button:disabled,
  button[aria-disabled="true"] {
    border-color: var(--wsmtp-line);
    background: var(--wsmtp-sunken);
    color: var(--wsmtp-muted);
    cursor: default;
  }

  .card {
    border: 1px solid var(--wsmtp-line);
    border-radius: calc(var(--wsmtp-radius) * 1.5);
    background: var(--wsmtp-surface);
  }

  .muted {
    color: var(--wsmtp-muted);
  }

  .small {
    font-size: var(--wsmtp-small);
  }

  .mono {
    font-family: var(--wsmtp-mono);
    font-size: 0.8125rem;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
