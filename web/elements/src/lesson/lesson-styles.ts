import { css } from "lit";

/** What a lesson looks like. */
export const lessonStyles = css`
  :host {
    container-type: inline-size;
  }

  .lesson {
    display: grid;
    gap: 1.25rem;
  }

  .head {
    display: grid;
    gap: 0.5rem;
  }

  .head h2 {
    font-size: 1.375rem;
  }

  .counted {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .counted button {
    min-height: 1.75rem;
    padding: 0 0.625rem;
    font-size: inherit;
  }

  progress {
    width: 8rem;
    height: 0.5rem;
    accent-color: var(--wsmtp-good);
  }

  .steps {
    display: grid;
    gap: 0.5rem;
  }

  .step {
    border: 1px solid var(--wsmtp-line);
    border-radius: calc(var(--wsmtp-radius) * 1.5);
    background: var(--wsmtp-surface);
  }

  .current {
    border-color: var(--wsmtp-accent);
  }

  .step > h3,
  summary {
    display: flex;
    align-items: baseline;
    gap: 0.625rem;
    margin: 0;
    padding: 0.625rem 1rem;
    font-size: 1rem;
    font-weight: 600;
  }

  summary {
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  .coming {
    border-style: dashed;
    background: none;
    color: var(--wsmtp-muted);
  }

  .coming > h3 {
    font-weight: 400;
  }

  /* What is to come would stand between the step and the console below it. */
  @media (width < 64rem) {
    .coming {
      display: none;
    }
  }

  .sign {
    flex: none;
    width: 1.25rem;
    color: var(--wsmtp-muted);
    text-align: center;
  }

  .current > h3 .sign:dir(rtl) {
    transform: scaleX(-1);
  }

  .reached .sign {
    color: var(--wsmtp-good);
    font-weight: 700;
  }

  .inside {
    display: grid;
    gap: 1rem;
    padding: 0.25rem 1rem 1rem;
  }

  .seen {
    padding: 0.75rem 1rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-good-tint);
  }

  /* It is there before anything is said, as screen readers want it. */
  .remarks:not(:has(*)) {
    position: absolute;
  }

  .advice,
  .trouble,
  .hints {
    padding: 0.75rem 1rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-tint);
  }

  .trouble {
    background: var(--wsmtp-bad-tint);
  }

  .goals,
  .hints ul {
    display: grid;
    gap: 0.5rem;
  }

  .goals li {
    display: grid;
    grid-template-columns: 1.25rem minmax(0, 1fr);
    gap: 0.625rem;
  }

  .goals .what {
    display: block;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }

  .goals .reached .what {
    color: var(--wsmtp-muted);
  }

  .answer {
    overflow-x: auto;
    padding: 0.625rem 0.875rem;
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-sunken);
    font-family: var(--wsmtp-mono);
    font-size: 0.8125rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }

  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem;
    margin-block-start: 0.375rem;
  }

  form input:not([type="radio"]) {
    flex: 1 1 10rem;
    min-width: 0;
    min-height: 2.25rem;
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-surface);
  }

  fieldset {
    display: grid;
    flex: 1 1 100%;
    gap: 0.25rem;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  fieldset label {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: baseline;
    gap: 0.5rem;
    padding-block: 0.25rem;
    overflow-wrap: anywhere;
  }

  .wrong {
    flex: 1 1 100%;
    color: var(--wsmtp-bad);
  }

  pre {
    margin: 0;
  }
`;
