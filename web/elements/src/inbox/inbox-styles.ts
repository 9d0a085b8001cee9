import { css } from "lit";

/** The list beside the mail; above it where the page is narrow. */
export const inboxStyles = css`
  .boxes {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
    margin-inline-end: 0.5rem;
  }

  select {
    min-width: 0;
    max-width: 100%;
    min-height: 2.25rem;
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 0.5rem;
    margin-bottom: 1rem;
  }

  .bar [role="status"] {
    flex: 1 1 auto;
  }

  .live::before {
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-inline-end: 0.375rem;
    border-radius: 50%;
    background: var(--wsmtp-good);
    content: "";
    forced-color-adjust: none;
  }

  input {
    flex: 1 1 10rem;
    min-width: 0;
    max-width: 22rem;
    min-height: 2.25rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
    align-items: start;
  }

  .empty {
    padding: 3rem 1.25rem;
    text-align: center;
  }

  .trouble {
    margin-bottom: 0.75rem;
    color: var(--wsmtp-bad);
    overflow-wrap: anywhere;
  }

  @media (width < 56rem) {
    .boxes {
      flex-basis: 100%;
    }
  }

  @media (width < 30rem) {
    .bar input {
      flex-basis: 100%;
      max-width: none;
    }

    .bar button {
      flex: 1;
    }
  }

  @media (width >= 56rem) {
    .panes {
      grid-template-columns: minmax(16rem, 22rem) minmax(0, 1fr);
    }

    wsmtp-mail-list {
      --list-height: 46rem;
    }
  }
`;
