import { css } from "lit";

/** Tools in a row that breaks where it must. */
export const toolbarStyles = css`
  [role="toolbar"] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    padding: 0.375rem 1rem;
  }

  .group {
    display: flex;
    gap: 0.125rem;
  }

  button,
  select {
    min-width: 1.75rem;
    min-height: 2rem;
    padding: 0 0.1875rem;
    border-color: transparent;
    background: transparent;
  }

  button {
    display: inline-grid;
    place-items: center;
  }

  button[aria-disabled="true"] {
    border-color: transparent;
    background: transparent;
    color: color-mix(in srgb, var(--wsmtp-muted) 55%, transparent);
  }

  button[aria-pressed="true"] {
    background: var(--wsmtp-tint);
    color: var(--wsmtp-accent);
    box-shadow: inset 0 0 0 1px var(--wsmtp-accent);
  }

  select {
    border: 1px solid transparent;
    border-radius: var(--wsmtp-radius);
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
    cursor: pointer;
    field-sizing: content;
  }

  select:hover {
    background: var(--wsmtp-tint);
  }

  option {
    background: var(--wsmtp-surface);
    color: var(--wsmtp-ink);
  }

  .words {
    margin-inline-start: auto;
    padding: 0 0.5rem;
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .serif {
    font-family: serif;
  }

  @media (forced-colors: active) {
    button,
    select {
      border-color: ButtonBorder;
    }
  }

  @media (width < 30rem) {
    [role="toolbar"] {
      gap: 0.125rem 0.375rem;
      padding-inline: 0.5rem;
    }
  }
`;
