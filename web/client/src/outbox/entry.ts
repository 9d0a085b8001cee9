import { WsmtpError } from "../error/error.js";
import type { ErrorFacts } from "./facts.js";

/**
 * Where a mail in the outbox stands:
 * - `waiting`: for its turn, its time, the network or the server; `next` says when it is tried;
 * - `sending`: it is being given to the server;
 * - `held`: something has to be put right first, such as a password; `retry` lets it go on;
 * - `unknown`: nobody knows whether the server took it; `retry` sends it again, `markSent` does not;
 * - `failed`: somebody does not get it; `retry` tries again for them;
 * - `sent`: everybody gets it.
 */
export type OutboxState = "waiting" | "sending" | "held" | "unknown" | "failed" | "sent";

/** What became of a mail for one recipient. */
export interface OutboxRecipient {
  /** A plain address, as in the envelope. */
  address: string;
  /** `accepted`: the server has taken the mail for them; they are never sent it again. */
  state: "waiting" | "accepted" | "failed" | "unknown";
  /** Why not `accepted`, where it was tried. */
  error: ErrorFacts | null;
}

/** One mail of the outbox, without its content. A snapshot: it does not change by itself. */
export interface OutboxEntry {
  /** Its name in this outbox. */
  id: string;
  /** Where it stands. */
  state: OutboxState;
  /** The envelope's sender; empty for the null sender. */
  from: string;
  /** At least one; none where the entry is damaged. */
  recipients: OutboxRecipient[];
  /** The text of `Subject`; empty without one. */
  subject: string;
  /** Without angle brackets, the same in each attempt, so that receivers know a mail that comes twice; empty for a raw mail. */
  messageId: string;
  /** The mail's Date field, the same in each attempt. */
  date: Date;
  /** When it was put here. */
  storedAt: Date;
  /** When it is to go out, where `send` was given a time. */
  at: Date | null;
  /** Whether the outbox keeps it until `at`, even where the server could. */
  here: boolean;
  /** Until when the server keeps it (FUTURERELEASE, RFC 4865); null where it does not. */
  heldUntil: Date | null;
  /** Before this it is not tried: the end of its `undo`, and `at` where the outbox keeps it until then. */
  notBefore: Date;
  /** When it is tried next; null unless `waiting`. */
  next: Date | null;
  /** What it waits for: its time or turn, the way to the server, or a server that said "later". */
  waitsFor: "time" | "network" | "server";
  /** How often in a row it has waited for that; it makes the pauses grow. */
  times: number;
  /** How often it was tried; not those times when there was no way to the server. */
  attempts: number;
  /** Its first attempt that failed, from which the time runs after which it is given up; null before. */
  since: Date | null;
  /** Why the latest attempt was not wholly successful. */
  error: ErrorFacts | null;
  /** What the server said when it took the mail. */
  response: string;
}

/** What can happen to a mail, from which states, and which states it may lead to; `gone` is out of the outbox. */
export const MOVES = {
  /** An attempt begins. Stored before the mail's first octet can leave. */
  begin: { from: ["waiting"], to: ["sending"] },
  /** An attempt is over. */
  settle: { from: ["sending"], to: ["waiting", "held", "unknown", "failed", "sent"] },
  /** An attempt could not begin: there is no way to the server. */
  block: { from: ["waiting"], to: ["waiting", "held", "failed"] },
  /** The tab that sent it is no more. */
  recover: { from: ["sending"], to: ["unknown"] },
  /** It is to be tried now, also for those whom it did not reach. */
  retry: { from: ["waiting", "held", "unknown", "failed"], to: ["waiting"] },
  /** It is not to wait any longer for what kept it. */
  flush: { from: ["waiting", "held"], to: ["waiting"] },
  /** It is not to wait for its time any longer. */
  sendNow: { from: ["waiting", "held"], to: ["waiting"] },
  /** Somebody has seen that it arrived. */
  markSent: { from: ["unknown"], to: ["waiting", "failed", "sent"] },
  /** It is taken back, and was not sent. */
  cancel: { from: ["waiting", "held", "failed"], to: ["gone"] },
  /** It is forgotten. */
  remove: { from: ["waiting", "held", "unknown", "failed", "sent"], to: ["gone"] },
} as const satisfies Record<string, Move>;

interface Move {
  from: readonly OutboxState[];
  to: readonly (OutboxState | "gone")[];
}

/** Whether this may happen to the mail as it stands. */
export function may(entry: OutboxEntry, move: keyof typeof MOVES): boolean {
  const { from }: Move = MOVES[move];
  return from.includes(entry.state);
}

/** Throws `bad-input` where this may not happen to the mail as it stands. */
export function must(entry: OutboxEntry, move: keyof typeof MOVES): void {
  if (may(entry, move)) return;
  const { from }: Move = MOVES[move];
  throw new WsmtpError(
    "bad-input",
    `the mail is ${entry.state}, and ${move} needs one that is ${from.join(" or ")}: look at its state first`,
  );
}

/** The attempt begins. */
export function begin(entry: OutboxEntry): OutboxEntry {
  return { ...entry, state: "sending", next: null, attempts: entry.attempts + 1 };
}

/** The mail is tried when it may be, for all who do not have it; the pauses begin anew. */
export function retry(entry: OutboxEntry, now: Date): OutboxEntry {
  const recipients = entry.recipients.map((one) =>
    one.state === "accepted" ? one : ({ ...one, state: "waiting" } as const),
  );
  if (recipients.length === 0) {
    throw new WsmtpError("bad-input", "the stored mail is damaged and cannot be sent: remove it");
  }
  return {
    ...entry,
    state: "waiting",
    recipients,
    next: earliest(entry, now),
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: null,
  };
}

/** The mail is tried when it may be, for those alone who still wait; nothing begins anew. */
export function flush(entry: OutboxEntry, now: Date): OutboxEntry {
  return { ...entry, state: "waiting", next: earliest(entry, now) };
}

/** The mail is tried now, whatever time it was to go out at; one that had that time as its date has this one. */
export function sendNow(entry: OutboxEntry, now: Date): OutboxEntry {
  const dated = entry.at !== null && entry.date.getTime() === entry.at.getTime();
  return {
    ...entry,
    state: "waiting",
    date: dated ? now : entry.date,
    at: null,
    here: false,
    notBefore: now,
    next: now,
    waitsFor: "time",
  };
}

/** Now, or when the mail may be tried at all. */
export function earliest({ notBefore }: OutboxEntry, now: Date): Date {
  return notBefore > now ? notBefore : now;
}

/** The attempt was taken back before the server heard of the mail: to be sent another time, or held for a person. */
export function withdraw(
  entry: OutboxEntry,
  state: "waiting" | "held",
  error: ErrorFacts,
  now: Date,
): OutboxEntry {
  if (state === "held") return { ...entry, state, next: null, error };
  return { ...entry, state, next: now, waitsFor: "time", error: null };
}

/** Those of whom nobody knows whether they have it do have it. */
export function markSent(entry: OutboxEntry, now: Date): OutboxEntry {
  const recipients = entry.recipients.map((one) =>
    one.state === "unknown" ? ({ ...one, state: "accepted", error: null } as const) : one,
  );
  const state = stateOf(recipients);
  return { ...entry, state, recipients, next: state === "waiting" ? earliest(entry, now) : null };
}

/** Whoever sent it is gone: those who waited may have it. */
export function recover(entry: OutboxEntry, error: ErrorFacts): OutboxEntry {
  const recipients = entry.recipients.map((one) =>
    one.state === "waiting" ? ({ ...one, state: "unknown", error } as const) : one,
  );
  return { ...entry, state: "unknown", recipients, next: null, error };
}

/** Where a mail stands whose recipients stand so: what asks for a person most comes first. */
export function stateOf(recipients: readonly OutboxRecipient[]): OutboxState {
  const some = (state: OutboxRecipient["state"]) => recipients.some((one) => one.state === state);
  if (some("unknown")) return "unknown";
  if (some("waiting")) return "waiting";
  return some("failed") ? "failed" : "sent";
}
