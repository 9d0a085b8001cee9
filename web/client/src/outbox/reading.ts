import type { OutboxEntry, OutboxRecipient, OutboxState } from "./entry.js";
import type { ErrorFacts } from "./facts.js";

type Check = (value: unknown) => boolean;
type Checks<T> = Readonly<Record<keyof T, Check>>;

/** More than any server takes of one mail (RFC 5321 section 4.5.3.1.8 asks for 100), and few enough to be shown. */
export const MAX_RECIPIENTS = 10_000;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const date: Check = (value) => value instanceof Date && !Number.isNaN(value.getTime());
const object: Check = (value) => typeof value === "object" && value !== null;
const word = (...words: string[]): Check => {
  return (value) => typeof value === "string" && words.includes(value);
};
const or =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const all =
  <T>(checks: Checks<T>): Check =>
  (value) => {
    if (!object(value)) return false;
    const fields = value as Readonly<Record<string, unknown>>;
    return Object.entries<Check>(checks).every(([name, check]) => check(fields[name]));
  };

const REPLY = all<NonNullable<ErrorFacts["reply"]>>({
  code: count,
  enhanced: or(text),
  text,
});

const FACTS = all<ErrorFacts>({
  code: text,
  message: text,
  temporary: flag,
  reply: or(REPLY),
  explanation: or(text),
  step: or(text),
  recipient: or(text),
});

const RECIPIENT = all<OutboxRecipient>({
  address: text,
  state: word("waiting", "accepted", "failed", "unknown"),
  error: or(FACTS),
});

const STATES: readonly OutboxState[] = ["waiting", "sending", "held", "unknown", "failed", "sent"];

const ENTRY = all<OutboxEntry>({
  id: text,
  state: word(...STATES),
  from: text,
  recipients: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_RECIPIENTS &&
    value.every(RECIPIENT),
  subject: text,
  messageId: text,
  date,
  storedAt: date,
  at: or(date),
  here: flag,
  heldUntil: or(date),
  notBefore: date,
  next: or(date),
  waitsFor: word("time", "network", "server"),
  times: count,
  attempts: count,
  since: or(date),
  error: or(FACTS),
  response: text,
});

/** What the database holds for an entry: whatever wrote it, something that can be shown. */
export function readEntry(id: string, value: unknown): OutboxEntry {
  if (!ENTRY(value)) return damaged(id);
  const entry = value as OutboxEntry;
  const timed = entry.state !== "waiting" || entry.next !== null;
  return entry.id === id && timed ? entry : damaged(id);
}

function damaged(id: string): OutboxEntry {
  const never = new Date(0);
  return {
    id,
    state: "failed",
    from: "",
    recipients: [],
    subject: "",
    messageId: "",
    date: never,
    storedAt: never,
    at: null,
    here: false,
    heldUntil: null,
    notBefore: never,
    next: null,
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: null,
    error: {
      code: "storage-failed",
      message: "the stored mail is damaged and cannot be sent: remove it",
      temporary: false,
      reply: null,
      explanation: null,
      step: null,
      recipient: null,
    },
    response: "",
  };
}
