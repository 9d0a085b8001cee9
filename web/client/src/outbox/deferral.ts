import type { OutboxEntry } from "./entry.js";
import type { Meaning } from "./meaning.js";
import { MAX_ATTEMPTS, type Schedule, pause } from "./schedule.js";

/** What deciding about an attempt needs to know of the world. */
export interface Moment {
  now: Date;
  schedule: Schedule;
  /** From 0 to 1. */
  random: number;
}

/** What a mail waits for after an attempt. */
export type Awaited = Exclude<OutboxEntry["waitsFor"], "time">;

/** Of what several errors mean, what to wait for: a server asks for more patience than the way. */
export function awaited(meant: readonly Meaning[]): Awaited {
  return meant.includes("server") ? "server" : "network";
}

/** The mail waits, for longer each time in a row that it waits for the same. */
export function deferred(entry: OutboxEntry, waitsFor: Awaited, moment: Moment): OutboxEntry {
  const { now, schedule, random } = moment;
  const times = entry.waitsFor === waitsFor ? entry.times + 1 : 1;
  const wait = pause(schedule[waitsFor], times, schedule.jitter, random);
  const next = new Date(now.getTime() + wait);
  // Where the server could not be asked to hold it, it is tried at its time at the latest.
  const due = entry.at !== null && entry.at > now && entry.at < next ? entry.at : next;
  return { ...entry, state: "waiting", waitsFor, times, next: due };
}

/** The mail waits as `deferred`, unless it was tried for so long that it is over for those who still wait. */
export function patient(entry: OutboxEntry, waitsFor: Awaited, moment: Moment): OutboxEntry {
  const { now, schedule } = moment;
  // A clock that was set back must not prolong that.
  const since = entry.since !== null && entry.since < now ? entry.since : now;
  const late = now.getTime() - since.getTime() >= schedule.giveUp;
  if (late || entry.attempts >= MAX_ATTEMPTS) return givenUp(entry);
  return deferred({ ...entry, since }, waitsFor, moment);
}

function givenUp(entry: OutboxEntry): OutboxEntry {
  const recipients = entry.recipients.map((one) =>
    one.state === "waiting"
      ? ({ ...one, state: "failed", error: one.error ?? entry.error } as const)
      : one,
  );
  return { ...entry, recipients, state: "failed", next: null };
}
