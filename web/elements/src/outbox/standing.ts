import type { ErrorCode, OutboxEntry } from "wsmtp";
import { heldFor } from "./held.js";
import { clock, whenFrom } from "./times.js";
import { plain, verdicts } from "./verdicts.js";

/** How a mail stands, as a person sees it; `data-outcome` of the newest. */
export type Outcome =
  /** It is kept back for some seconds. */
  | "undo"
  /** It waits for the time that was chosen. */
  | "later"
  | "waiting"
  | "sending"
  | "held"
  | "unknown"
  | "failed"
  /** Some have it, and others do not. */
  | "partial"
  | "accepted";

/** What can be done about a mail. */
export type Deed = "undo" | "sendNow" | "cancel" | "retry" | "edit" | "markSent" | "remove";

/** A mail's state in words, and what can be done. */
export interface Standing {
  readonly outcome: Outcome;
  readonly title: string;
  /** What it waits for and what to do, in sentences; empty where the title says it all. What is in it may be a stranger's. */
  readonly words: string;
  readonly deeds: readonly Deed[];
}

/** What the page knows beside the mail. */
export interface Around {
  readonly now: Date;
  /** Whether the browser has a network. */
  readonly online: boolean;
  /** Whether the person is asked in one place for what mails are held for. */
  readonly asks: boolean;
}

/** What is said of a mail as it stands. */
export function standing(entry: OutboxEntry, around: Around): Standing {
  switch (entry.state) {
    case "waiting":
      return waiting(entry, around);
    case "sending":
      return { outcome: "sending", title: "Sending", words: "", deeds: ["cancel"] };
    case "held":
      return held(entry, around);
    case "unknown":
      return unknown(entry);
    case "failed":
      return failed(entry);
    case "sent":
      return sent(entry, around);
  }
}

/** Until when a mail can be undone; null where that is over, or it waits for something else. */
export function undoUntil(entry: OutboxEntry, now: Date): Date | null {
  const { state, waitsFor, here, at, notBefore } = entry;
  const early = state === "waiting" && waitsFor === "time" && notBefore > now;
  return early && !(here && at !== null) ? notBefore : null;
}

function waiting(entry: OutboxEntry, { now, online }: Around): Standing {
  const { at, waitsFor, notBefore, next } = entry;
  if (undoUntil(entry, now) !== null) return undoable(entry, now);
  if (waitsFor === "time" && at !== null && notBefore > now) return later(at, now);
  if (waitsFor === "time") {
    const words = "It goes out as soon as the mail server is reached and its turn has come.";
    return { outcome: "waiting", title: "Going out", words, deeds: ["cancel"] };
  }
  const again = next === null ? "" : `It is tried again ${whenFrom(now, next)}, by itself.`;
  return {
    outcome: outcomeOf(entry, "waiting"),
    title: titleOfWaiting(entry, online),
    words: said(reason(entry), again),
    deeds: ["retry", "edit", "remove"],
  };
}

function undoable({ at }: OutboxEntry, now: Date): Standing {
  const planned = at !== null;
  return {
    outcome: "undo",
    title: planned ? `To be sent ${clock(now, at)}` : "About to be sent",
    words: "",
    deeds: planned ? ["undo"] : ["undo", "sendNow"],
  };
}

function later(at: Date, now: Date): Standing {
  return {
    outcome: "later",
    title: `To be sent ${clock(now, at)}`,
    words:
      "This page keeps it until then: it, or another page of this site, has to be open at that time, or it goes out when you next open one.",
    deeds: ["sendNow", "edit", "remove"],
  };
}

function titleOfWaiting(entry: OutboxEntry, online: boolean): string {
  const some = share(entry);
  if (some !== "") return some;
  if (!online) return "Waiting for the network";
  if (entry.waitsFor === "network") return "Waiting for a way to the mail server";
  return entry.error?.reply == null
    ? "Waiting until the mail server is in order"
    : "The mail server said: later";
}

/** Where a mail is held and a sentence of its own helps more than the word. */
const HELD: Partial<Record<ErrorCode, string>> = {
  "wrong-password": "Held: the password is wrong",
  "sign-in-needed": "Held: the password is needed",
  "token-audience": "Not admitted",
  "token-expired": "Not admitted",
  "token-missing": "Not admitted",
  "token-refused": "Not admitted",
  "upstream-forbidden": "Not admitted",
};

function held(entry: OutboxEntry, { asks }: Around): Standing {
  const { error } = entry;
  // Taken back by somebody who then did not take it.
  if (error?.code === "closed") {
    const words = "It was stopped before it was sent.";
    return { outcome: "held", title: "Stopped", words, deeds: ["retry", "edit", "remove"] };
  }
  return {
    outcome: outcomeOf(entry, "held"),
    title: (error && HELD[error.code]) ?? "Held: something has to be put right first",
    words: reason(entry),
    deeds: asks && heldFor(entry) !== null ? ["edit", "remove"] : ["retry", "edit", "remove"],
  };
}

function unknown(entry: OutboxEntry): Standing {
  return {
    outcome: "unknown",
    title: "Perhaps sent",
    words: said(reason(entry), "To send it again may deliver it twice."),
    deeds: ["markSent", "retry", "remove"],
  };
}

function failed(entry: OutboxEntry): Standing {
  return {
    outcome: outcomeOf(entry, "failed"),
    title: share(entry) || "Not sent",
    words: reason(entry),
    deeds: entry.recipients.length === 0 ? ["remove"] : ["edit", "retry", "remove"],
  };
}

function sent({ heldUntil }: OutboxEntry, { now }: Around): Standing {
  const deeds = ["remove"] as const;
  if (heldUntil === null || heldUntil <= now) {
    return { outcome: "accepted", title: "Sent", words: "", deeds };
  }
  const title = `To be sent ${clock(now, heldUntil)}`;
  const words =
    "The mail server keeps it until then, so no page has to be open. It cannot be taken back any more.";
  return { outcome: "accepted", title, words, deeds };
}

function accepted({ recipients }: OutboxEntry): number {
  return recipients.filter(({ state }) => state === "accepted").length;
}

/** How many have it, where some do and others do not; else empty. */
function share(entry: OutboxEntry): string {
  const some = accepted(entry);
  return some === 0 ? "" : `Sent to ${some} of ${entry.recipients.length} recipients`;
}

function outcomeOf(entry: OutboxEntry, otherwise: Outcome): Outcome {
  return accepted(entry) > 0 ? "partial" : otherwise;
}

/** Sentences, one after another. */
function said(...sentences: readonly string[]): string {
  return sentences.filter((one) => one !== "").join(" ");
}

/** Why it stands so; empty where each recipient has a reason of their own, which is said there. */
function reason(entry: OutboxEntry): string {
  return entry.error === null || verdicts(entry).length > 1 ? "" : plain(entry.error);
}
