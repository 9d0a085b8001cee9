import { css } from "lit";

/** Both ladders beside each other where there is room. */
export const comparisonStyles = css`
  form {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
    gap: 0.75rem 1rem;
    align-items: end;
  }

  label {
    display: grid;
    gap: 0.25rem;
    font-size: var(--wsmtp-small);
  }

  input,
  select {
    min-width: 0;
    width: 100%;
    min-height: 2.25rem;
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
    font-size: 1rem;
  }

  input[type="range"] {
    padding: 0;
    border: 0;
    accent-color: var(--wsmtp-accent);
  }

  .result {
    display: grid;
    gap: 0.75rem;
    padding-block: 1rem;
  }

  .trip {
    max-inline-size: 22rem;
  }

  .difference {
    font-weight: 600;
  }

  .trouble {
    color: var(--wsmtp-bad);
  }

  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
    gap: 1.5rem;
    align-items: start;
  }

  .sides > section {
    min-width: 0;
  }

  /* Two whole ladders would be many screens of a telephone. */
  @media (width < 64rem) {
    .sides > section {
      --wsmtp-ladder-height: min(34rem, 75dvh);
    }
  }

  .name {
    margin-block-end: 0.5rem;
    font-weight: 600;
  }
`;
