import { css } from "lit";

/** A row of fields that belongs to what is selected in the text. */
export const barStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 1.25rem;
    border-top: 1px solid var(--wsmtp-line);
    background: var(--wsmtp-sunken);
    font-size: var(--wsmtp-small);
  }

  input,
  select {
    min-width: 0;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .wide {
    flex: 1 1 12rem;
  }

  .trouble {
    flex-basis: 100%;
    color: var(--wsmtp-bad);
  }

  .trouble:empty {
    display: none;
  }

  @media (width < 30rem) {
    .bar {
      padding-inline: 0.875rem;
    }
  }
`;
