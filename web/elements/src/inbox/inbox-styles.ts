import { css } from "lit";

/** The list beside the mail; above it where the page is narrow. */
export const inboxStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    margin-bottom: 1rem;
  }

  .bar p {
    flex: 1;
  }

  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
    align-items: start;
  }

  .card {
    overflow: hidden;
  }

  nav ul {
    max-height: 16rem;
    overflow: auto;
  }

  li + li {
    border-top: 1px solid var(--wsmtp-line);
  }

  a {
    display: grid;
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: 0.125rem 0.75rem;
    padding: 0.625rem 1rem;
    border-left: 3px solid transparent;
    color: inherit;
    text-decoration: none;
  }

  a:hover {
    background: var(--wsmtp-sunken);
  }

  a[aria-current] {
    border-left-color: var(--wsmtp-accent);
    background: var(--wsmtp-tint);
  }

  a:focus-visible {
    outline-offset: -2px;
  }

  .from,
  .subject {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .subject {
    font-weight: 600;
  }

  .from,
  time,
  .size {
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  time,
  .size {
    text-align: right;
  }

  .empty {
    padding: 3rem 1.25rem;
    text-align: center;
  }

  .trouble {
    margin-bottom: 0.75rem;
    color: var(--wsmtp-bad);
  }

  @media (forced-colors: active) {
    /* There, a transparent border is not. */
    a:not([aria-current]) {
      border-left-color: Canvas;
    }
  }

  @media (width >= 56rem) {
    .panes {
      grid-template-columns: minmax(16rem, 22rem) minmax(0, 1fr);
    }

    nav ul {
      max-height: 46rem;
    }
  }
`;
