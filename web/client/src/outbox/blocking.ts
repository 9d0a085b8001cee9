import type { WsmtpError } from "../error/error.js";
import { type Moment, deferred, patient } from "./deferral.js";
import type { OutboxEntry } from "./entry.js";
import { facts } from "./facts.js";
import { meaning } from "./meaning.js";

/** The mail after an attempt that ended before its turn came: the server has not heard of it. */
export function blocked(entry: OutboxEntry, error: WsmtpError, moment: Moment): OutboxEntry {
  const known = { ...entry, error: facts(error) };
  const meant = meaning(error);
  // Nobody has refused anything: a page may be offline for weeks.
  if (meant === "network") return deferred(known, meant, moment);
  const tried = { ...known, attempts: entry.attempts + 1 };
  if (meant === "server") return patient(tried, meant, moment);
  // What would be the end of a mail is here about the way, and a mail does not pay for that.
  return { ...tried, state: "held", next: null };
}

/** Whether another tab might fare better, as it has another sign-in: nothing is wrong with the way or the server. */
export function mayBeThisTab(error: WsmtpError): boolean {
  const meant = meaning(error);
  return meant !== "network" && meant !== "server";
}

/**
 * Another mail, after what has kept `entry` from its turn and would keep this one, too. One whose time is still to come
 * waits for that.
 */
export function blockedToo(
  other: OutboxEntry,
  entry: OutboxEntry,
  now: Date,
): OutboxEntry | undefined {
  if (other.state !== "waiting" || other.id === entry.id || other.notBefore > now) return undefined;
  const { state, next, waitsFor, times, error } = entry;
  if (state === "held") return { ...other, state, next, error };
  const later = next !== null && other.next !== null && other.next < next;
  return later ? { ...other, next, waitsFor, times, error } : undefined;
}
