import { css } from "lit";

/** A mail as a letter: header, files, then one of its views. */
export const messageStyles = css`
  article {
    overflow: hidden;
  }

  header {
    display: grid;
    gap: 0.75rem;
    padding: 1.25rem 1.25rem 1rem;
    overflow-wrap: anywhere;
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }

  .top h2 {
    flex: 1 1 8rem;
    min-width: 0;
  }

  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.125rem 1rem;
    font-size: 0.9375rem;
  }

  h2,
  dd {
    max-height: 6lh;
    overflow: auto;
  }

  dt {
    color: var(--wsmtp-muted);
  }

  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    padding: 0 1.25rem 1rem;
  }

  .files li {
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--wsmtp-line);
    border-radius: var(--wsmtp-radius);
    overflow-wrap: anywhere;
  }

  wsmtp-tabs {
    padding: 0 0.5rem;
  }

  .text,
  pre,
  .note,
  .trouble,
  .loading {
    margin: 0;
    padding: 1.125rem 1.25rem;
  }

  .text,
  pre {
    min-height: 12rem;
    max-height: 40rem;
    overflow: auto;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .text {
    line-height: 1.6;
  }

  .text:focus-visible,
  pre:focus-visible {
    outline-offset: -2px;
  }

  .note {
    padding-bottom: 0;
  }

  .trouble {
    color: var(--wsmtp-bad);
  }

  .failure {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
    padding: 1.125rem 1.25rem;
  }

  @media (width < 30rem) {
    header,
    .files,
    .text,
    pre,
    .note {
      padding-inline: 0.875rem;
    }
  }
`;
