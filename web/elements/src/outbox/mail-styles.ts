import { css } from "lit";

/** A mail of the outbox as a slip of paper whose edge shows how it stands. */
export const mailStyles = css`
  article {
    --tone: var(--wsmtp-accent);
    --tint: var(--wsmtp-tint);
    display: grid;
    gap: 0.25rem;
    padding: 0.875rem 1.125rem;
    border-inline-start: 4px solid var(--tone);
    border-radius: var(--wsmtp-radius);
    background: var(--tint);
    overflow-wrap: anywhere;
  }

  .accepted {
    --tone: var(--wsmtp-good);
    --tint: var(--wsmtp-good-tint);
  }

  .failed,
  .held,
  .partial,
  .unknown {
    --tone: var(--wsmtp-bad);
    --tint: var(--wsmtp-bad-tint);
  }

  h3 {
    margin: 0;
    color: var(--tone);
    font-size: 1rem;
    font-weight: 600;
  }

  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    min-width: 0;
  }

  .subject {
    display: -webkit-box;
    overflow: hidden;
    font-weight: 600;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  .to,
  .said {
    color: var(--wsmtp-muted);
  }

  .verdicts {
    display: grid;
    gap: 0.625rem;
    margin-block-start: 0.25rem;
  }

  .verdicts li {
    --mark: var(--wsmtp-bad);
    padding-inline-start: 0.75rem;
    border-inline-start: 2px solid var(--mark);
  }

  .verdicts .accepted {
    --mark: var(--wsmtp-good);
  }

  .verdicts .waiting {
    --mark: var(--wsmtp-edge);
  }

  .address,
  summary {
    font-weight: 600;
  }

  .progress {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
  }

  progress {
    flex: 1;
    width: 100%;
    min-width: 6rem;
    accent-color: var(--wsmtp-accent);
  }

  .deeds {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    margin-block-start: 0.5rem;
  }

  .deeds:not(:has(*)) {
    display: none;
  }

  .seconds {
    display: inline-block;
    min-width: 1.5em;
    margin-inline-start: 0.375rem;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }

  button.bad {
    border-color: var(--wsmtp-bad);
    color: var(--wsmtp-bad);
  }

  @media (forced-colors: active) {
    article {
      border: 1px solid;
      border-inline-start-width: 4px;
    }
  }
`;
