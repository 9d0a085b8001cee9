import { type ErrorCode, WsmtpError } from "../error/error.js";
import type { SentMessageInfo } from "../session/sent.js";
import { type OutboxEntry, type OutboxRecipient, stateOf } from "./entry.js";
import { facts } from "./facts.js";
import { MAX_ATTEMPTS, type Schedule, pause } from "./schedule.js";

/**
 * What an error means for the mail:
 * - `network`: trouble on the way; again soon;
 * - `server`: again as servers are asked again;
 * - `person`: somebody has to put something right first;
 * - `over`: the same mail would fail again;
 * - `unknown`: the server may have it.
 */
type Meaning = "network" | "server" | "person" | "over" | "unknown";

/** What errors mean that are not temporary. */
const MEANINGS: Readonly<Record<ErrorCode, Meaning>> = {
  // The way is not there, or broke before the server could take the mail: temporary, all of them. Internal is the wasm
  // too, where it cannot be loaded.
  "gateway-down": "network",
  "open-timeout": "network",
  "server-unreachable": "network",
  "server-timeout": "network",
  "server-closed": "network",
  "idle-timeout": "network",
  "session-timeout": "network",
  "shutting-down": "network",
  "too-many-sessions": "network",
  "too-many-opens": "network",
  timeout: "network",
  internal: "network",
  // The page has closed the transport, or somebody has stopped this mail: the sender knows.
  closed: "network",
  // An operator has to mend something, which nobody here can hasten.
  "name-unresolved": "server",
  "not-smtp": "server",
  "certificate-untrusted": "server",
  "certificate-name": "server",
  "certificate-expired": "server",
  "tls-failed": "server",
  "tls-residue": "server",
  "starttls-unavailable": "server",
  "server-unproven": "server",
  protocol: "server",
  // The server's verdict on this mail.
  "recipient-refused": "over",
  "sender-refused": "over",
  "message-refused": "over",
  // The page, or the person before it, has to give something else; each further attempt might lock an account.
  "wrong-password": "person",
  "sign-in-needed": "person",
  "sign-in-refused": "person",
  "auth-unavailable": "person",
  "server-refused": "person",
  insecure: "person",
  "token-missing": "person",
  "token-refused": "person",
  "token-expired": "person",
  "token-audience": "person",
  "upstream-forbidden": "person",
  "upstream-unknown": "person",
  "host-forbidden": "person",
  "websocket-refused": "person",
  "bad-message": "person",
  // This mail, whoever asks.
  "not-offered": "over",
  limit: "over",
  "bytes-exceeded": "over",
  "window-exceeded": "over",
  "bad-input": "over",
  "storage-full": "over",
  "storage-failed": "over",
  "outcome-unknown": "unknown",
};

/** Why the server does not hold a mail for us: the extension is not there, the time is too far, or it says so. */
const NOT_HELD: readonly ErrorCode[] = ["not-offered", "limit", "sender-refused"];

/** What an error means, with what it knows beside its code. */
export function meaning({ code, temporary, reply }: WsmtpError): Meaning {
  if (!temporary) return MEANINGS[code];
  // RFC 5321 section 4.2.1: a 4yz reply asks for patience, whatever it is about. Without one it is the way, as for a
  // token that cannot be fetched by a page that is offline.
  return reply === undefined ? "network" : "server";
}

/** What became of an attempt. */
export type Outcome = { info: SentMessageInfo } | { error: WsmtpError };

/** What settling an attempt needs to know of the world. */
export interface Moment {
  now: Date;
  schedule: Schedule;
  /** From 0 to 1. */
  random: number;
  /** Whether the server was asked to hold the mail. */
  holding: boolean;
}

/** The mail after an attempt. */
export function settle(entry: OutboxEntry, outcome: Outcome, moment: Moment): OutboxEntry {
  if (moment.holding && "error" in outcome && NOT_HELD.includes(outcome.error.code)) {
    if (!outcome.error.temporary) return keptHere(entry);
  }
  const errors = "info" in outcome ? outcome.info.rejectedErrors : whole(entry, outcome.error);
  const accepted = "info" in outcome ? outcome.info.accepted : [];
  const stray = errors.find((error) => !entry.recipients.some((one) => isAbout(error, one)));
  const recipients = entry.recipients.map((one) =>
    settled(
      one,
      errors.find((error) => isAbout(error, one)) ??
        (accepted.includes(one.address) ? undefined : stray),
    ),
  );
  const worst = "error" in outcome ? outcome.error : (errors.find(lasts) ?? errors[0]);
  const settledEntry: OutboxEntry = {
    ...entry,
    recipients,
    state: stateOf(recipients),
    next: null,
    error: worst === undefined ? null : facts(worst),
    response: "info" in outcome ? outcome.info.response : entry.response,
    heldUntil: moment.holding && "info" in outcome ? entry.at : entry.heldUntil,
  };
  return settledEntry.state === "waiting" ? again(settledEntry, errors, moment) : settledEntry;
}

/** The server does not hold it: it waits here, and is tried at its time. */
function keptHere(entry: OutboxEntry): OutboxEntry {
  return { ...entry, state: "waiting", here: true, waitsFor: "time", next: entry.at, error: null };
}

/** An error of the whole mail as one for each who waits; what is known of one of them alone goes before. */
function whole(entry: OutboxEntry, error: WsmtpError): readonly WsmtpError[] {
  const known = error.rejectedErrors ?? [];
  const others = entry.recipients
    .filter(({ state }) => state === "waiting")
    .filter(({ address }) => known.every((one) => one.recipient !== address))
    .map(({ address }) => about(address, error));
  return [...known, ...others];
}

function about(recipient: string, error: WsmtpError): WsmtpError {
  return new WsmtpError(error.code, error.message, { ...error, recipient });
}

function isAbout({ recipient }: WsmtpError, { address }: OutboxRecipient): boolean {
  return recipient === address;
}

/** One recipient after an attempt: whoever waited and is not refused has the mail. */
function settled(one: OutboxRecipient, error: WsmtpError | undefined): OutboxRecipient {
  if (one.state !== "waiting") return one;
  if (error === undefined) return { ...one, state: "accepted", error: null };
  const meant = meaning(error);
  const state = meant === "over" ? "failed" : meant === "unknown" ? "unknown" : "waiting";
  return { ...one, state, error: facts(error) };
}

function lasts(error: WsmtpError): boolean {
  return meaning(error) === "over" || meaning(error) === "unknown";
}

/** When those who still wait are tried again, if they are. */
function again(entry: OutboxEntry, errors: readonly WsmtpError[], moment: Moment): OutboxEntry {
  const meant = errors.map(meaning);
  if (meant.includes("person")) return { ...entry, state: "held" };
  const { now, schedule, random } = moment;
  const late = now.getTime() - entry.since.getTime() >= schedule.giveUp;
  if (late || entry.attempts >= MAX_ATTEMPTS) return givenUp(entry);
  const waitsFor = meant.includes("server") ? "server" : "network";
  const times = entry.waitsFor === waitsFor ? entry.times + 1 : 1;
  const wait = pause(schedule[waitsFor], times, schedule.jitter, random);
  const next = new Date(now.getTime() + wait);
  // Where the server could not be asked to hold it, it is tried at its time at the latest.
  const due = entry.at !== null && entry.at > now && entry.at < next ? entry.at : next;
  return { ...entry, waitsFor, times, next: due };
}

/** Tried for so long that it is over for those who still wait. */
function givenUp(entry: OutboxEntry): OutboxEntry {
  const recipients = entry.recipients.map((one) =>
    one.state === "waiting"
      ? ({ ...one, state: "failed", error: one.error ?? entry.error } as const)
      : one,
  );
  return { ...entry, recipients, state: "failed", next: null };
}

/** The mail after an attempt that ended before its turn came: the server has not heard of it. */
export function blocked(entry: OutboxEntry, error: WsmtpError, moment: Moment): OutboxEntry {
  const tried = { ...entry, attempts: entry.attempts + 1, error: facts(error) };
  const meant = meaning(error);
  // What would be the end of a mail is here about the way, and a mail does not pay for that.
  if (meant === "network" || meant === "server") return again(tried, [error], moment);
  return { ...tried, state: "held", next: null };
}

/** Another mail, after what has kept `entry` from its turn and would keep this one, too. */
export function blockedToo(other: OutboxEntry, entry: OutboxEntry): OutboxEntry | undefined {
  if (other.state !== "waiting" || other.id === entry.id) return undefined;
  const { state, next, waitsFor, times, error } = entry;
  if (state === "held") return { ...other, state, next, error };
  const later = next !== null && other.next !== null && other.next < next;
  return later ? { ...other, next, waitsFor, times, error } : undefined;
}
