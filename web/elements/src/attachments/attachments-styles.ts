import { css } from "lit";

/** A place to drop files, and the list of them. */
export const attachmentsStyles = css`
  .zone {
    display: grid;
    gap: 0.625rem;
    padding: 0.75rem;
    border: 1px dashed var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
  }

  .zone.dropping {
    border-color: var(--wsmtp-accent);
    background: var(--wsmtp-tint);
  }

  .add-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
  }

  .total {
    margin-inline-start: auto;
  }

  li {
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 0.75rem;
    padding-block: 0.5rem;
    border-top: 1px solid var(--wsmtp-line);
    line-height: 1.375;
  }

  li:last-child {
    padding-block-end: 0;
  }

  .picture,
  .kind {
    width: 2.5rem;
    height: 2.5rem;
    border: 1px solid var(--wsmtp-line);
    border-radius: calc(var(--wsmtp-radius) / 2);
  }

  .picture {
    object-fit: cover;
  }

  .kind {
    display: grid;
    place-items: center;
    background: var(--wsmtp-sunken);
    color: var(--wsmtp-muted);
    font-size: 0.6875rem;
    font-weight: 600;
  }

  .name {
    display: block;
    overflow-wrap: anywhere;
  }

  input:not([type]) {
    width: 100%;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .doings {
    display: flex;
    gap: 0.5rem;
  }

  li button {
    min-height: 1.75rem;
    padding: 0 0.5rem;
    font-size: var(--wsmtp-small);
  }

  .trouble {
    color: var(--wsmtp-bad);
  }

  .trouble:empty {
    display: none;
  }

  @media (width < 30rem) {
    li {
      grid-template-columns: 2.5rem minmax(0, 1fr);
    }

    .doings {
      grid-column: 2;
      margin-block-start: 0.375rem;
    }
  }
`;
