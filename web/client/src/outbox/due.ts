import type { OutboxEntry } from "./entry.js";
import { type Schedule, longest } from "./schedule.js";

/**
 * When a waiting mail is due, in milliseconds since 1970. A clock that is set back does not keep it: one that was stored
 * in what is now the future, or waits for longer than any pause is, is due at once.
 */
export function dueAt(entry: OutboxEntry, now: number, schedule: Schedule): number {
  const { waitsFor, at, here, notBefore, storedAt, next } = entry;
  if (waitsFor === "time") {
    // A time that a person chose is the same by any clock.
    const chosen = here && at !== null;
    return !chosen && storedAt.getTime() > now ? 0 : notBefore.getTime();
  }
  const due = next?.getTime() ?? 0;
  return due - now > longest(schedule[waitsFor], schedule.jitter) ? 0 : due;
}

/** The waiting mail that is due first, and of several the one that was tried least. */
export function firstDue(
  entries: readonly OutboxEntry[],
  now: number,
  schedule: Schedule,
): { entry: OutboxEntry; due: number } | undefined {
  return entries
    .filter(({ state }) => state === "waiting")
    .map((entry) => ({ entry, due: dueAt(entry, now, schedule) }))
    .sort((a, b) => a.due - b.due || a.entry.attempts - b.entry.attempts)[0];
}
