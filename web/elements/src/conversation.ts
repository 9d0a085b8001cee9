import type { Security, TlsReport, TranscriptLine } from "wsmtp";

/** What was said, and how it was secured. */
export interface Conversation {
  /** Oldest first; `at` counts milliseconds since the connection began. */
  readonly lines: readonly TranscriptLine[];
  /** What TLS has shown of the mail server. */
  readonly tls?: TlsReport | undefined;
  /** How the way to the mail server is meant to be secured, once somebody is connected to it. */
  readonly security?: Security | undefined;
}
