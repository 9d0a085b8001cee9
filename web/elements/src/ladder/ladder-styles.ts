import { css } from "lit";

/** What is around the picture, and how it answers to the pointer and the keyboard. */
export const ladderStyles = css`
  :host {
    --ladder-ink: var(--wsmtp-ink);
    --ladder-muted: var(--wsmtp-muted);
    --ladder-line: var(--wsmtp-edge);
    --ladder-surface: var(--wsmtp-surface);
    --ladder-client: var(--wsmtp-accent);
    --ladder-refusal: var(--wsmtp-bad);
    --ladder-locked: var(--wsmtp-good);
    --ladder-locked-tint: var(--wsmtp-good-tint);
    --ladder-sans: var(--wsmtp-sans);
    --ladder-mono: var(--wsmtp-mono);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    padding-block-end: 0.5rem;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }

  .tools button {
    min-height: 2rem;
    padding: 0.125rem 0.625rem;
    font-size: var(--wsmtp-small);
  }

  .view {
    position: relative;
    overflow: auto;
    max-height: var(--wsmtp-ladder-height, none);
    background: var(--wsmtp-surface);
  }

  .view svg {
    margin-inline: auto;
  }

  .hit {
    outline: none;
  }

  .row.foldable {
    cursor: pointer;
  }

  .row:hover .hit {
    fill: color-mix(in srgb, var(--wsmtp-accent) 8%, transparent);
  }

  .hit:focus-visible {
    fill: color-mix(in srgb, var(--wsmtp-accent) 8%, transparent);
    stroke: var(--wsmtp-accent);
    stroke-width: 2;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    padding-block-start: 0.5rem;
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .legend li {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }

  .legend span {
    flex: none;
  }

  .badge {
    display: grid;
    place-items: center;
    width: 1.125rem;
    height: 1.125rem;
    border: 1px solid var(--ladder-muted);
    border-radius: 50%;
    color: var(--ladder-ink);
    font-size: 0.6875rem;
    line-height: 1;
  }

  .walls {
    display: block;
    width: 1.5rem;
    height: 0.875rem;
    border-inline: 4px double var(--ladder-locked);
    background: var(--ladder-locked-tint);
  }

  details {
    padding-block-start: 0.5rem;
  }

  summary {
    cursor: pointer;
    color: var(--wsmtp-muted);
    font-size: var(--wsmtp-small);
  }

  .table {
    overflow-x: auto;
  }

  table {
    width: 100%;
    margin-block-start: 0.5rem;
    border-collapse: collapse;
    font-size: var(--wsmtp-small);
  }

  th,
  td {
    padding: 0.25rem 0.5rem;
    border-block-end: 1px solid var(--wsmtp-line);
    text-align: start;
    vertical-align: top;
  }

  td.number {
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }

  td.said {
    font-family: var(--wsmtp-mono);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    min-width: 12rem;
  }

  @media (forced-colors: active) {
    :host {
      --ladder-ink: CanvasText;
      --ladder-muted: CanvasText;
      --ladder-line: CanvasText;
      --ladder-surface: Canvas;
      --ladder-client: LinkText;
      --ladder-refusal: CanvasText;
      --ladder-locked: CanvasText;
      --ladder-locked-tint: Canvas;
    }
  }
`;
