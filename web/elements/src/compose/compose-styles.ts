import { css } from "lit";

/** The compose form as a sheet of paper: ruled lines for the addresses, then the text. */
export const composeStyles = css`
  :host {
    display: grid;
    gap: 1.5rem;
    grid-template-columns: minmax(0, 1fr);
  }

  form.card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .line {
    display: grid;
    grid-template-columns: 4.5rem minmax(0, 1fr) auto;
    align-items: start;
    padding-inline: 1.25rem;
    border-block-end: 1px solid var(--wsmtp-line);
  }

  .line label,
  .line .label {
    color: var(--wsmtp-muted);
    line-height: 2.5rem;
  }

  .line .label {
    cursor: text;
  }

  .line input {
    width: 100%;
    min-width: 0;
    min-height: 2.5rem;
    padding: 0 0.25rem;
    border: 0;
    background: transparent;
    text-overflow: ellipsis;
  }

  /* An address runs from left to right, and stands where those in the lines beneath do. */
  .line:dir(rtl) #from {
    text-align: right;
  }

  .line:focus-within {
    background: var(--wsmtp-tint);
  }

  .line input:focus-visible {
    outline: none;
  }

  @media (forced-colors: active) {
    .line:focus-within {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  .copies {
    display: flex;
    padding-block-start: 0.25rem;
  }

  button.plain {
    min-height: 2rem;
    padding-inline: 0.625rem;
    border-color: transparent;
    background: transparent;
    color: var(--wsmtp-muted);
  }

  button.plain:hover {
    color: var(--wsmtp-ink);
  }

  .below {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
    padding: 1rem 1.25rem 1.25rem;
    border-block-start: 1px solid var(--wsmtp-line);
  }

  .more {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    margin-inline-start: auto;
  }

  .more button:last-child {
    min-width: 2rem;
    padding-inline: 0;
  }

  /* Nothing to say takes no room, and stays there for when there is. */
  .below > [role="alert"]:not(:has(*)) {
    position: absolute;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    padding: 0.5rem 0.875rem;
    border-inline-start: 4px solid var(--wsmtp-accent);
    border-radius: var(--wsmtp-radius);
    background: var(--wsmtp-tint);
    overflow-wrap: anywhere;
  }

  .notice.trouble {
    border-color: var(--wsmtp-bad);
    background: var(--wsmtp-bad-tint);
  }

  .trouble {
    color: var(--wsmtp-bad);
  }

  .keys > div {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 1rem;
    padding-block: 0.375rem;
    border-block-start: 1px solid var(--wsmtp-line);
  }

  .keys dd {
    display: flex;
    flex: none;
    gap: 0.25rem;
  }

  kbd {
    padding: 0.0625rem 0.4375rem;
    border: 1px solid var(--wsmtp-edge);
    border-radius: 0.25rem;
    background: var(--wsmtp-sunken);
    font-family: var(--wsmtp-sans);
    font-size: var(--wsmtp-small);
    white-space: nowrap;
  }

  @media (width < 30rem) {
    .line {
      grid-template-columns: 3.75rem minmax(0, 1fr) auto;
      padding-inline: 0.875rem;
    }

    .line.people {
      grid-template-columns: 1fr auto;
    }

    .people wsmtp-recipients {
      grid-area: 2 / 1 / auto / -1;
    }

    .people .label {
      line-height: 2rem;
    }

    .people .copies {
      padding: 0;
    }

    .below {
      padding-inline: 0.875rem;
    }
  }
`;
