import type { Schedule } from "./schedule.js";

/** How an outbox keeps and sends mails. */
export interface OutboxOptions {
  /**
   * Tells outboxes of one origin apart: each has its own database and its own sender. As any tab may be the one that sends,
   * all that share a name need transports to the same place: give each account a name of its own. Default: `default`.
   */
  name?: string | undefined;
  /** Asks the browser not to clear this site's data when it runs out of room. Off unless set, since some browsers ask the person. */
  persist?: boolean | undefined;
  /** When mails are tried again; what is left out is as in the defaults. */
  schedule?: Partial<Schedule> | undefined;
  /** How many mails that everybody has are remembered; older ones are forgotten. Default: 100. */
  keepSent?: number | undefined;
}

/** When a mail goes out, if not at once. */
export interface SendLater {
  /** Not before this time. A server with FUTURERELEASE (RFC 4865) is given the mail at once and keeps it; otherwise the outbox does. */
  at?: Date | undefined;
  /** Keeps it in the outbox until `at`, where it can be cancelled, even if the server could keep it. A page has then to be open at that time. */
  here?: boolean | undefined;
  /** For so many seconds it is not given to any server, so that the person can change their mind; up to 3600. */
  undo?: number | undefined;
}
