import { css } from "lit";

/** Rules as cards, their fields beside each other where there is room. */
export const setupStyles = css`
  .panel {
    padding-block: 1rem 0.5rem;
  }

  .panel > ol {
    display: grid;
    gap: 0.75rem;
  }

  .notice {
    margin-block-start: 0.75rem;
    padding: 0.625rem 0.875rem;
    border-inline-start: 4px solid var(--wsmtp-accent);
    border-radius: 3px;
    background: var(--wsmtp-tint);
  }

  .rule {
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem 0.875rem;
    border: 1px solid var(--wsmtp-line);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .rule.wrong {
    border-color: var(--wsmtp-bad);
    border-inline-start-width: 4px;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.375rem 0.75rem;
  }

  .line p {
    flex: 1 1 16rem;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .line .comment {
    color: var(--wsmtp-muted);
    font-style: italic;
  }

  fieldset {
    position: relative;
    min-width: 0;
    margin: 0;
    padding: 0.5rem 0 0;
    border: 0;
    border-block-start: 1px solid var(--wsmtp-line);
  }

  .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: end;
  }

  .fields > * {
    flex: 1 1 8.5rem;
  }

  .fields > .broad {
    flex: 2 1 14rem;
  }

  .fields > .wide {
    flex: 1 1 100%;
  }

  .boxes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr));
    gap: 0.25rem 0.75rem;
  }

  label {
    display: grid;
    gap: 0.25rem;
    font-size: var(--wsmtp-small);
  }

  label.check {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 1.75rem;
  }

  input:not([type="checkbox"]),
  select,
  textarea {
    width: 100%;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
    font-size: 0.9375rem;
  }

  input[type="checkbox"] {
    width: 1.125rem;
    height: 1.125rem;
    accent-color: var(--wsmtp-accent);
  }

  textarea {
    padding-block: 0.5rem;
    font-family: var(--wsmtp-mono);
    font-size: 0.8125rem;
    line-height: 1.55;
    resize: vertical;
  }

  .moves,
  .actions,
  .add {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem;
  }

  .moves {
    justify-content: flex-end;
  }

  .moves button {
    min-height: 1.875rem;
    padding: 0 0.625rem;
    font-size: var(--wsmtp-small);
  }

  @media (width < 30rem) {
    .moves button {
      padding-inline: 0.375rem;
    }
  }

  .add {
    margin-block-start: 1rem;
  }

  .add label {
    flex: 1 1 14rem;
    max-inline-size: 26rem;
  }

  .actions {
    align-items: center;
    padding-block: 0.75rem 0.5rem;
    border-block-start: 1px solid var(--wsmtp-line);
  }

  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    color: var(--wsmtp-bad);
    overflow-wrap: anywhere;
  }

  .problem:not(:empty) {
    padding-block-end: 0.75rem;
  }
`;
