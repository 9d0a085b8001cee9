import type { OutboxEntry } from "../../src/outbox/entry.js";

/** The present of the tests. */
export const NOW = new Date("2026-11-22T12:00:00Z");
export const MINUTE = 60_000;

/** So many milliseconds after it. */
export function later(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

/** A mail that waits for its turn, but for these fields. */
export function entry(fields: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: "one",
    state: "waiting",
    from: "ada@x.test",
    recipients: [{ address: "bob@x.test", state: "waiting", error: null }],
    subject: "Hello",
    messageId: "1@x.test",
    date: NOW,
    storedAt: NOW,
    at: null,
    here: false,
    heldUntil: null,
    notBefore: NOW,
    next: NOW,
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: null,
    error: null,
    response: "",
    ...fields,
  };
}
