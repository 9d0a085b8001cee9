import { css } from "lit";

/** The paper that is written on, and the tools beneath it. */
export const editorStyles = css`
  .paper {
    position: relative;
    min-height: 11rem;
    max-height: var(--wsmtp-editor-max-height, 40rem);
    overflow-y: auto;
  }

  .paper:focus-within {
    outline: 2px solid var(--wsmtp-accent);
    outline-offset: -2px;
    border-radius: 3px;
  }

  .placeholder {
    position: absolute;
    inset-block-start: 1.125rem;
    inset-inline-start: 1.25rem;
    line-height: 1.6;
    color: var(--wsmtp-muted);
    pointer-events: none;
  }

  textarea {
    display: block;
    width: 100%;
    min-width: 0;
    min-height: 11rem;
    padding: 1.125rem 1.25rem;
    border: 0;
    outline: none;
    background: transparent;
    line-height: 1.6;
    resize: none;
    field-sizing: content;
  }

  textarea::placeholder {
    color: var(--wsmtp-muted);
    opacity: 1;
  }

  .failure {
    padding: 0.5rem 1.25rem;
    color: var(--wsmtp-bad);
  }

  wsmtp-editor-toolbar {
    border-top: 1px solid var(--wsmtp-line);
  }

  @media (width < 30rem) {
    .placeholder {
      inset-inline-start: 0.875rem;
    }

    textarea,
    .failure {
      padding-inline: 0.875rem;
    }
  }
`;
