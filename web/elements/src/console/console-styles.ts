import { css } from "lit";

/** What a console looks like: a bar, the conversation, and where one speaks. */
export const consoleStyles = css`
  .card {
    overflow: hidden;
  }

  .bar,
  .speak {
    padding: 0.75rem 1rem;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1.25rem;
    border-bottom: 1px solid var(--wsmtp-line);
  }

  .standing {
    flex: 1 1 14rem;
    min-width: 0;
    unicode-bidi: isolate;
    overflow-wrap: anywhere;
  }

  .where {
    margin-inline-end: 0.5rem;
    font-weight: 600;
  }

  .lock {
    display: inline-block;
    padding-inline: 0.5rem;
    border: 1px solid var(--wsmtp-line);
    border-radius: 1rem;
    background: var(--wsmtp-sunken);
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .lock.safe {
    border-color: transparent;
    background: var(--wsmtp-good-tint);
    color: var(--wsmtp-good);
  }

  .modes {
    display: flex;
    gap: 1rem;
  }

  .later {
    flex: 1 1 100%;
  }

  wsmtp-transcript {
    border-radius: 0;
  }

  .speak {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    border-top: 1px solid var(--wsmtp-line);
  }

  /* Without words it takes no room. */
  .live:not(:has(*)) {
    position: absolute;
  }

  .live {
    display: grid;
    gap: 0.5rem;
  }

  .trouble {
    padding: 0.625rem 0.875rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-bad-tint);
    color: var(--wsmtp-bad);
    overflow-wrap: anywhere;
  }

  .advice {
    display: grid;
    justify-items: start;
    gap: 0.375rem;
    padding: 0.625rem 0.875rem;
    border-inline-start: 3px solid var(--wsmtp-accent);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-tint);
    overflow-wrap: anywhere;
  }

  .advice.kept {
    border-inline-start-color: var(--wsmtp-bad);
  }

  .advice p {
    min-width: 0;
    max-width: 100%;
  }

  .advice button {
    max-width: 100%;
    overflow-wrap: anywhere;
  }

  details form,
  details .fields {
    margin-top: 0.625rem;
  }

  form {
    display: grid;
    gap: 0.625rem;
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
    gap: 0.625rem 1rem;
  }

  .field {
    display: grid;
    gap: 0.25rem;
  }

  summary {
    cursor: pointer;
  }
`;
