import { css } from "lit";

/** Two buttons as one, and the choices above the page. */
export const sendButtonStyles = css`
  :host {
    position: relative;
    display: inline-block;
  }

  .buttons {
    display: flex;
    gap: 1px;
  }

  .now {
    min-width: 6.5rem;
    min-height: 2.5rem;
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }

  .more {
    padding: 0 0.75rem;
    border-start-start-radius: 0;
    border-end-start-radius: 0;
  }

  .card {
    position: absolute;
    z-index: 2;
    inset-block-end: calc(100% + 0.375rem);
    inset-inline-start: 0;
    display: grid;
    gap: 0.5rem;
    width: min(21rem, calc(100vw - 3rem));
    padding: 0.75rem;
    border-color: var(--wsmtp-edge);
    box-shadow: 0 0.5rem 1.5rem rgb(0 0 0 / 20%);
  }

  .card.below {
    inset-block: calc(100% + 0.375rem) auto;
  }

  .title {
    font-weight: 600;
  }

  .preset {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 0.75rem;
    text-align: start;
  }

  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem;
  }

  form label {
    display: grid;
    flex: 1 1 11rem;
    gap: 0.25rem;
  }

  input,
  select {
    min-width: 0;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .wrong {
    flex-basis: 100%;
    color: var(--wsmtp-bad);
  }

  .wrong:empty {
    display: none;
  }

  .undo {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25rem 0.75rem;
    padding-block-start: 0.5rem;
    border-block-start: 1px solid var(--wsmtp-line);
  }
`;
