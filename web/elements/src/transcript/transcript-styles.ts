import { css } from "lit";

/** What a conversation looks like: lines above, what one of them means below. */
export const transcriptStyles = css`
  :host {
    overflow: hidden;
    background: var(--wsmtp-sunken);
  }

  .frame {
    display: flex;
    flex-direction: column;
    max-height: var(--wsmtp-transcript-height, 32rem);
  }

  .log {
    /* Holds the unseen words, too, where they would lengthen the page. */
    position: relative;
    flex: 0 1 auto;
    min-height: var(--wsmtp-transcript-min-height, 6rem);
    overflow: auto;
    font-family: var(--wsmtp-mono);
    font-size: 0.8125rem;
    line-height: 1.55;
  }

  /* Its own box is what is focused, so that the ring is not cut off by the box that scrolls. */
  [role="listbox"] {
    min-height: 100%;
    padding-block: 0.75rem;
  }

  [role="listbox"]:focus-visible {
    outline-offset: -2px;
  }

  li {
    display: grid;
    grid-template-columns: 7ch 1.25rem 1fr;
    gap: 0.625rem;
    padding-block: 0.0625rem;
    padding-inline: 0.5rem 1rem;
    border-inline-start: 3px solid transparent;
    cursor: help;
  }

  /* What the client says opens a new exchange. */
  .server + .client {
    margin-top: 0.375rem;
  }

  li[aria-selected="true"] {
    border-inline-start-color: var(--wsmtp-accent);
    background: var(--wsmtp-tint);
  }

  @media (forced-colors: active) {
    li {
      border-inline-start-color: Canvas;
    }

    li[aria-selected="true"] {
      border-inline-start-color: Highlight;
    }
  }

  time {
    color: var(--wsmtp-muted);
    direction: ltr;
    text-align: end;
  }

  .who {
    color: var(--wsmtp-muted);
    font-weight: 700;
    text-align: center;
  }

  .client .who {
    color: var(--wsmtp-accent);
  }

  .content .text {
    color: var(--wsmtp-muted);
  }

  .failure .text {
    color: var(--wsmtp-bad);
  }

  .text {
    min-width: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .below {
    border-top: 1px solid var(--wsmtp-line);
    background: var(--wsmtp-surface);
  }

  .tls,
  .tools {
    padding: 0.5rem 1rem;
    color: var(--wsmtp-muted);
    overflow-wrap: anywhere;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
  }

  .tools span {
    flex: 1 1 10rem;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    unicode-bidi: plaintext;
  }

  .tools button {
    min-height: 1.75rem;
    padding: 0 0.625rem;
    font-size: var(--wsmtp-small);
  }

  @media (width < 30rem) {
    li {
      grid-template-columns: 5ch 1rem 1fr;
      gap: 0.5rem;
      padding-inline: 0.25rem 0.75rem;
    }

    .tools span {
      flex-basis: 100%;
    }
  }

  .explained .log {
    min-height: 4rem;
  }

  .empty {
    padding: 1rem 1.25rem;
    color: var(--wsmtp-muted);
    font-family: var(--wsmtp-sans);
  }
`;

/** What the explanation of a line looks like. Its height stays, so that nothing moves under the pointer. */
export const explanationStyles = css`
  .explanation {
    position: relative;
    flex: none;
    height: var(--wsmtp-explanation-height, 14rem);
    overflow: auto;
    padding: 0.75rem 1rem 1rem;
    border-top: 1px solid var(--wsmtp-line);
    background: var(--wsmtp-surface);
    font-size: 0.875rem;
  }

  .explanation:focus-visible {
    outline-offset: -2px;
  }

  .explanation .title {
    margin-block: 0;
    margin-inline-end: 2.5rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }

  .explanation p {
    margin-top: 0.25rem;
    overflow-wrap: anywhere;
  }

  .explanation button {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-end: 0.5rem;
    min-width: 2rem;
    min-height: 2rem;
    padding: 0;
    border-color: transparent;
    color: var(--wsmtp-muted);
  }

  .parts {
    display: grid;
    grid-template-columns: fit-content(min(16rem, 40%)) 1fr;
    gap: 0.125rem 0.75rem;
    margin-top: 0.5rem;
  }

  .parts dt {
    min-width: 5ch;
    overflow-wrap: anywhere;
    font-weight: 600;
  }

  .parts dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }
`;
