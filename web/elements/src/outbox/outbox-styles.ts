import { css } from "lit";

/** The outbox as a list of slips. */
export const outboxStyles = css`
  section,
  .account,
  ul,
  .sent,
  .sign-in {
    display: grid;
    gap: 0.75rem;
  }

  h2:focus,
  h3:focus {
    outline-offset: 4px;
  }

  .whose {
    margin-block-start: 0.5rem;
    font-size: 1rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  ul {
    grid-template-columns: minmax(0, 1fr);
  }

  .sent ul {
    margin-block-start: 0.75rem;
  }

  .all {
    margin-block-start: 0.75rem;
  }

  summary {
    width: fit-content;
    cursor: pointer;
  }

  .sign-in {
    padding: 0.75rem 1rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
    overflow-wrap: anywhere;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.75rem;
  }

  .row label {
    display: grid;
    flex: 1 1 12rem;
    gap: 0.25rem;
  }

  input {
    width: 100%;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  .trouble {
    color: var(--wsmtp-bad);
    overflow-wrap: anywhere;
  }
`;
