import { css } from "lit";

/** Chips in a line that grows, and scrolls where there are many. */
export const recipientsStyles = css`
  :host {
    min-width: 0;
  }

  .field {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.375rem;
    min-height: 2.5rem;
    max-height: var(--wsmtp-recipients-height, 9rem);
    padding-block: 0.3125rem;
    overflow-y: auto;
    cursor: text;
  }

  ul {
    display: contents;
  }

  li {
    display: inline-flex;
    align-items: stretch;
    max-width: 100%;
    min-width: 0;
    border: 1px solid var(--wsmtp-line);
    border-radius: 1rem;
    background: var(--wsmtp-sunken);
    cursor: default;
  }

  li.wrong {
    border-color: var(--wsmtp-bad);
    background: var(--wsmtp-bad-tint);
    color: var(--wsmtp-bad);
  }

  li:has(:focus) {
    border-color: var(--wsmtp-accent);
    background: var(--wsmtp-tint);
  }

  li.noted {
    border-color: var(--wsmtp-accent);
  }

  li button {
    min-height: 1.625rem;
    border: 0;
    background: transparent;
  }

  li button:focus-visible {
    outline-offset: -1px;
    border-radius: 1rem;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-width: 0;
    padding: 0;
    padding-inline-start: 0.625rem;
    border-start-start-radius: 1rem;
    border-end-start-radius: 1rem;
    line-height: 1.3;
  }

  .chip bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .chip .name {
    flex: 0 1 auto;
  }

  .chip .address {
    flex: 1 2 auto;
    min-width: 3rem;
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .sign {
    font-weight: 700;
  }

  .remove {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 1.75rem;
    padding: 0;
    border-start-end-radius: 1rem;
    border-end-end-radius: 1rem;
    color: var(--wsmtp-muted);
  }

  .remove::before {
    content: "✕";
    content: "✕" / "";
    font-size: 0.6875rem;
    line-height: 1;
  }

  .wrong .remove {
    color: inherit;
  }

  input {
    flex: 1 1 0;
    min-width: 0;
    min-height: 1.75rem;
    padding: 0 0.25rem;
    border: 0;
    background: transparent;
  }

  /* Room to write in, once somebody writes. */
  input:focus {
    flex-basis: 8rem;
    outline: none;
  }

  .note {
    padding-block-end: 0.375rem;
  }

  .note.trouble {
    color: var(--wsmtp-bad);
  }

  @media (forced-colors: active) {
    li:has(:focus),
    li.noted {
      border-color: Highlight;
    }
  }
`;
