import { css } from "lit";

/** The parts of a mail as a tree, and its header fields with what they are for. */
export const viewStyles = css`
  .parts,
  .headers {
    display: grid;
    gap: 0.75rem;
    max-height: 40rem;
    overflow: auto;
    padding: 1.125rem 1.25rem;
    overflow-wrap: anywhere;
  }

  .parts:focus-visible,
  .headers:focus-visible {
    outline-offset: -2px;
  }

  .parts ul ul {
    margin-inline-start: 0.5rem;
    padding-inline-start: 0.75rem;
    border-inline-start: 1px solid var(--wsmtp-line);
  }

  .part {
    display: grid;
    grid-template-columns: minmax(2.5rem, max-content) minmax(0, 1fr) max-content;
    gap: 0.75rem;
    align-items: baseline;
    padding-block: 0.375rem;
  }

  .part > :first-child {
    color: var(--wsmtp-muted);
  }

  .part .name {
    margin-inline-start: 0.5rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }

  .part button {
    min-height: 1.75rem;
    padding: 0 0.625rem;
    font-size: var(--wsmtp-small);
  }

  h3 {
    margin-top: 0.5rem;
    font-size: 1rem;
    font-weight: 600;
  }

  h3:first-child {
    margin-top: 0;
  }

  .headers dl {
    gap: 0.5rem 1rem;
  }

  .headers dd {
    display: grid;
    max-height: none;
  }

  .headers dt {
    max-width: 14rem;
  }

  .value {
    max-height: 8lh;
    overflow: hidden;
  }

  .read {
    color: var(--wsmtp-good);
  }

  .hops {
    display: grid;
    gap: 0.5rem;
  }

  .hops li {
    padding-inline-start: 0.75rem;
    border-inline-start: 2px solid var(--wsmtp-accent);
  }

  .facts,
  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.875rem;
  }

  .took {
    padding-inline: 0.375rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-tint);
    font-size: var(--wsmtp-small);
  }

  wsmtp-ladder {
    min-height: 12rem;
    padding: 1.125rem 1.25rem;
  }

  @media (width < 40rem) {
    .headers dl {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.125rem;
    }

    .headers dd {
      margin-bottom: 0.625rem;
    }

    .parts,
    .headers,
    wsmtp-ladder {
      padding-inline: 0.875rem;
    }
  }
`;
