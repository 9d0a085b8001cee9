import type { Security } from "wsmtp";
import type { Place } from "../place.js";

/** One mail in the list. */
export interface MailSummary {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** The reverse path; empty for a bounce. */
  readonly from: string;
  readonly to: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly subject: string;
  /** How the connection was secured on which it came; missing where nobody knows. */
  readonly security?: Security;
}

/** One line of the conversation that brought a mail. */
export interface SaidLine {
  readonly direction: "C" | "S";
  readonly text: string;
  /** Milliseconds since the connection began. */
  readonly at: number;
}

/** What became of a watch. */
export interface Watch {
  /** The list may be another. */
  changed(): void;
  /** Whether changes are heard of as they happen; otherwise they are looked for now and then. */
  live(isLive: boolean): void;
}

/** A mailbox that is shown. Each request rejects with a sentence that says what is wrong. */
export interface MailSource {
  /** Names the mailbox for what is remembered of it: an origin, for instance. */
  readonly name: string;
  /** What it is called where there are several. */
  readonly title: string;
  /** Where its mails were said to a server; without it, through the gateway that served the page. */
  readonly place?: Place | undefined;
  /** Every mail, newest first. */
  list(): Promise<readonly MailSummary[]>;
  /** A mail as it came, byte for byte. */
  source(id: number): Promise<Uint8Array>;
  /** The conversation that brought a mail. */
  transcript(id: number): Promise<readonly SaidLine[]>;
  /** Deletes one mail. */
  remove(id: number): Promise<void>;
  /** Deletes every mail. */
  clear(): Promise<void>;
  /** Tells of changes until `signal` is aborted. */
  watch(signal: AbortSignal, watch: Watch): void;
}

/** What a mail is said to be that is asked for and is not there. */
export const GONE = "this mail is not in the mailbox any more: reload the list";

/** The newest first. */
export function newestFirst(mails: readonly MailSummary[]): readonly MailSummary[] {
  return [...mails].sort((a, b) => b.received - a.received || b.id - a.id);
}
