import { css } from "lit";

/** Settings, folded beneath a line that says what is set. */
export const serverStyles = css`
  summary {
    width: fit-content;
    font-weight: 600;
    cursor: pointer;
  }

  summary .muted {
    font-weight: 400;
    overflow-wrap: anywhere;
  }

  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
    gap: 0.75rem;
    margin-block-start: 0.75rem;
  }

  .field {
    display: grid;
    gap: 0.25rem;
    align-content: start;
  }

  .field label {
    font-size: var(--wsmtp-small);
  }

  .field input,
  .field select {
    width: 100%;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  p {
    margin-block-start: 0.75rem;
  }

  code {
    font-family: var(--wsmtp-mono);
    overflow-wrap: anywhere;
  }
`;
