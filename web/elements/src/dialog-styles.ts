import { css } from "lit";

/** A dialog in front of the page: its title, what it says, and its buttons. */
export const dialogStyles = css`
  dialog {
    width: min(34rem, calc(100vw - 2rem));
    max-height: calc(100dvh - 2rem);
    padding: 1.25rem;
    border: 1px solid var(--wsmtp-line);
    border-radius: calc(var(--wsmtp-radius) * 1.5);
    background: var(--wsmtp-surface);
    color: var(--wsmtp-ink);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  dialog h2 {
    margin-block-end: 0.75rem;
  }

  dialog p + p {
    margin-block-start: 0.25rem;
  }

  /* Buttons in a row, on the page behind as well. */
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }

  dialog .actions {
    margin-block-start: 1.25rem;
  }
`;
