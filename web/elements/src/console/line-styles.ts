import { css } from "lit";

/** What fields in a console look like. */
export const fieldStyles = css`
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    min-width: 0;
    min-height: 2.25rem;
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  [type="checkbox"],
  [type="radio"] {
    margin: 0;
  }

  .choice {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
  }

  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    border-radius: var(--wsmtp-radius);
  }
`;

/** What the input line of a console looks like. */
export const lineStyles = [
  fieldStyles,
  css`
    form {
      display: grid;
      gap: 0.375rem;
    }

    .line {
      display: grid;
      grid-template-columns: minmax(6.5rem, auto) minmax(0, 1fr) auto;
      align-items: center;
      gap: 0.375rem 0.75rem;
    }

    .line label {
      max-width: 14rem;
      overflow-wrap: anywhere;
      font-weight: 600;
    }

    #line {
      font-family: var(--wsmtp-mono);
      font-size: 0.875rem;
    }

    .chips,
    .aid {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 0.5rem;
    }

    .aid {
      gap: 0.25rem 1rem;
    }

    .chips button {
      max-width: 100%;
      min-height: 1.75rem;
      padding: 0 0.5rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    code {
      overflow-wrap: anywhere;
    }

    @media (width < 30rem) {
      .line {
        grid-template-columns: minmax(0, 1fr) auto;
      }

      .line label {
        grid-column: 1 / -1;
      }
    }
  `,
];
