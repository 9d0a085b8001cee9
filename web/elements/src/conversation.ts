import type { Security, TlsReport, TranscriptLine } from "wsmtp";

/** What was said, and how it was secured. */
export interface Conversation {
  /** Oldest first; `at` counts milliseconds since the connection began. */
  readonly lines: readonly TranscriptLine[];
  /** How many lines were said after these and are not kept. */
  readonly missing?: number | undefined;
  /** The connection is over, so that no answer comes any more. */
  readonly ended?: boolean | undefined;
  /** What TLS has shown of the mail server. */
  readonly tls?: TlsReport | undefined;
  /** How the way to the mail server is meant to be secured, once somebody is connected to it. */
  readonly security?: Security | undefined;
}

/** That lines are missing at the end, as a sentence; empty where none are. */
export function missingIn({ missing = 0 }: Conversation): string {
  if (missing === 0) return "";
  return missing === 1 ? "1 more line is not kept." : `${missing} more lines are not kept.`;
}
