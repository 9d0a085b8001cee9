import { css } from "lit";

/** Two lines for each mail: from whom and when, what about and how large. */
export const mailListStyles = css`
  .card {
    max-height: var(--wsmtp-list-height, var(--list-height, 16rem));
    overflow: auto;
  }

  li + li {
    border-top: 1px solid var(--wsmtp-line);
  }

  a {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: 0.125rem 0.75rem;
    padding-block: 0.625rem;
    padding-inline: 1.375rem 1rem;
    border-inline-start: 3px solid transparent;
    color: inherit;
    text-decoration: none;
  }

  a:hover {
    background: var(--wsmtp-sunken);
  }

  a[aria-current] {
    border-inline-start-color: var(--wsmtp-accent);
    background: var(--wsmtp-tint);
  }

  a:focus-visible {
    outline-offset: -2px;
  }

  .unread a::before {
    position: absolute;
    inset-block-start: 1.0625rem;
    inset-inline-start: 0.4375rem;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--wsmtp-accent);
    content: "";
    forced-color-adjust: none;
  }

  .from,
  .subject {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .unread .subject {
    font-weight: 700;
  }

  .from,
  time,
  .size {
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .unread .from {
    color: var(--wsmtp-ink);
  }

  time,
  .size {
    text-align: end;
  }

  @media (forced-colors: active) {
    /* There, a transparent border is not. */
    a:not([aria-current]) {
      border-inline-start-color: Canvas;
    }
  }
`;
