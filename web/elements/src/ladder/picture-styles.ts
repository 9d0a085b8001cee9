import { css } from "lit";

/** What the picture looks like, in the page and as a file: colours are the `--ladder-…` of whoever holds it. */
export const pictureStyles = css`
  svg {
    display: block;
    direction: ltr;
    font-family: var(--ladder-sans);
    font-size: 12px;
  }

  text {
    fill: var(--ladder-ink);
  }

  .said {
    font-family: var(--ladder-mono);
    font-size: 12px;
    white-space: pre;
  }

  .said tspan {
    unicode-bidi: isolate;
  }

  .row.client .said {
    fill: var(--ladder-client);
  }

  .row.refusal .said {
    fill: var(--ladder-refusal);
    font-weight: 600;
  }

  .said.summary {
    font-family: var(--ladder-sans);
    font-style: italic;
  }

  .time,
  .waited,
  .way {
    fill: var(--ladder-muted);
    font-size: 11.5px;
  }

  .time {
    font-variant-numeric: tabular-nums;
  }

  .waited {
    font-style: italic;
  }

  .lifeline {
    stroke: var(--ladder-muted);
    stroke-width: 1.5;
  }

  .party rect {
    fill: var(--ladder-surface);
    stroke: var(--ladder-muted);
    stroke-width: 1.25;
  }

  .party text {
    font-weight: 600;
  }

  .close text {
    font-size: 10.5px;
  }

  .arrow {
    stroke: var(--ladder-muted);
    stroke-width: 1.5;
  }

  .arrow.client {
    stroke: var(--ladder-client);
  }

  .arrow.refusal {
    stroke: var(--ladder-refusal);
    stroke-dasharray: 5 3;
  }

  .arrow.content {
    stroke-width: 4;
  }

  .head,
  .pass {
    fill: var(--ladder-muted);
  }

  .client .head,
  .content .head,
  .pass.client {
    fill: var(--ladder-client);
  }

  .refusal .head,
  .pass.refusal {
    fill: var(--ladder-refusal);
  }

  .tunnel {
    fill: var(--ladder-locked-tint);
  }

  .hatch {
    stroke: var(--ladder-locked);
    stroke-width: 2.5;
  }

  .lock .shackle {
    fill: none;
    stroke: var(--ladder-muted);
    stroke-width: 1.5;
  }

  .lock .body {
    fill: var(--ladder-muted);
  }

  .lock.shut .shackle {
    stroke: var(--ladder-locked);
  }

  .lock.shut .body {
    fill: var(--ladder-locked);
  }

  .lock.shut + .way {
    fill: var(--ladder-locked);
    font-weight: 600;
  }

  .trip .bracket {
    fill: none;
    stroke: var(--ladder-muted);
  }

  .trip circle {
    fill: var(--ladder-surface);
    stroke: var(--ladder-muted);
  }

  .trip .number {
    font-size: 11px;
    font-weight: 600;
  }

  .trip .hairline {
    stroke: var(--ladder-line);
    stroke-dasharray: 2 4;
  }

  .fold {
    fill: var(--ladder-muted);
  }

  .pause {
    fill: none;
    stroke: var(--ladder-surface);
    stroke-width: 3;
  }

  .hit {
    fill: transparent;
  }
`;
