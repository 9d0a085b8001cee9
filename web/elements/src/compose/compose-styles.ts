import { css } from "lit";

/** The compose form as a sheet of paper: ruled lines for the addresses, then the text. */
export const composeStyles = css`
  form {
    display: grid;
  }

  .line {
    display: grid;
    grid-template-columns: 5rem 1fr;
    align-items: center;
    border-bottom: 1px solid var(--wsmtp-line);
    padding: 0 1.25rem;
  }

  .line label {
    color: var(--wsmtp-muted);
  }

  .line input {
    width: 100%;
    min-width: 0;
    border: 0;
    background: transparent;
    min-height: 2.5rem;
    padding: 0 0.375rem;
  }

  .line:focus-within {
    background: var(--wsmtp-tint);
  }

  .line:has(input:user-invalid) {
    border-bottom-color: var(--wsmtp-bad);
  }

  .line:has(input:user-invalid) label {
    color: var(--wsmtp-bad);
  }

  .line input:focus-visible {
    outline-offset: -2px;
  }

  .below {
    display: grid;
    gap: 1rem;
    padding: 1rem 1.25rem 1.25rem;
    border-top: 1px solid var(--wsmtp-line);
  }

  summary {
    font-weight: 600;
    width: fit-content;
    cursor: pointer;
  }

  summary .muted {
    font-weight: 400;
  }

  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    gap: 0.75rem;
    margin-top: 0.75rem;
  }

  .server p {
    margin-top: 0.75rem;
  }

  .field {
    display: grid;
    gap: 0.25rem;
  }

  .field label {
    font-size: var(--wsmtp-small);
  }

  .field input,
  .field select {
    width: 100%;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  code {
    font-family: var(--wsmtp-mono);
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
  }

  .actions .send,
  .actions .primary {
    min-width: 6.5rem;
    min-height: 2.5rem;
  }

  .trouble {
    color: var(--wsmtp-bad);
  }

  progress {
    flex: 1;
    min-width: 6rem;
    accent-color: var(--wsmtp-accent);
  }

  .outcome {
    display: grid;
    gap: 0.75rem;
  }

  .outcome:empty {
    display: none;
  }

  @media (width < 30rem) {
    .line {
      grid-template-columns: 1fr;
      padding: 0.375rem 0.875rem 0;
    }

    .line label {
      font-size: var(--wsmtp-small);
    }

    .line input {
      min-height: 2.25rem;
      padding: 0;
    }

    .below {
      padding-inline: 0.875rem;
    }
  }
`;
