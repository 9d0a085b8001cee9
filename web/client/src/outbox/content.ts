import { promoted } from "../compose/message-header.js";
import { type Message, outline, readMessage } from "../compose/message.js";
import { storable } from "../compose/storable.js";
import { WsmtpError } from "../error/error.js";
import type { OutboxEntry } from "./entry.js";
import type { SendLater } from "./options.js";
import { MAX_RECIPIENTS } from "./reading.js";
import type { Way } from "./way.js";

/** An hour in seconds: whoever wants to think longer gives a time. */
const MAX_UNDO = 3600;

/** A mail that can be stored, and can be sent as far as that can be told beforehand. Throws `bad-input` for any other. */
export async function newMail(
  way: Way,
  message: Message,
  later: SendLater,
  now: Date,
): Promise<{ entry: OutboxEntry; content: Message }> {
  checkTimes(message, later);
  const content = await storable(message);
  const complete = way.complete(content);
  const entry = newEntry(complete, later, now);
  // What is wrong with its contents is heard of now, not when the person is gone.
  await readMessage(outgoing(complete, entry, false));
  return { entry, content };
}

function newEntry(message: Message, later: SendLater, now: Date): OutboxEntry {
  const { at = null, here = false, undo = 0 } = later;
  const { envelope, subject, messageId } = outline(message);
  if (envelope.to.length > MAX_RECIPIENTS) {
    throw bad(
      `the mail has ${envelope.to.length} recipients, and the outbox takes ${MAX_RECIPIENTS}: send several mails`,
    );
  }
  const first = new Date(now.getTime() + undo * 1000);
  const due = at !== null && at > first ? at : first;
  const date = promoted(message).message.date;
  return {
    id: crypto.randomUUID(),
    state: "waiting",
    from: envelope.from,
    recipients: envelope.to.map((address) => ({ address, state: "waiting", error: null })),
    subject,
    messageId,
    date: date === undefined ? (at ?? now) : new Date(date),
    storedAt: now,
    at,
    here,
    heldUntil: null,
    next: here ? due : first,
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: due,
    error: null,
    response: "",
  };
}

function checkTimes({ holdFor, holdUntil }: Message, { at, undo = 0 }: SendLater): void {
  if (at !== undefined && Number.isNaN(at.getTime())) throw bad("at is not a date: give a time");
  if (at !== undefined && (holdFor !== undefined || holdUntil !== undefined)) {
    throw bad("the mail has a time of its own in holdFor or holdUntil: give one of them or at");
  }
  if (!(undo >= 0 && undo <= MAX_UNDO)) {
    throw bad(`undo is not from 0 to ${MAX_UNDO} seconds: give at to send later than that`);
  }
}

function bad(message: string): WsmtpError {
  return new WsmtpError("bad-input", message);
}

/** What is given to the transport: the same mail in each attempt, to those only who still wait. */
export function outgoing(message: Message, entry: OutboxEntry, holding: boolean): Message {
  const waiting = entry.recipients.filter(({ state }) => state === "waiting");
  const to = waiting.map(({ address }) => address);
  return {
    ...message,
    date: entry.date,
    ...(entry.messageId !== "" && { messageId: entry.messageId }),
    ...(holding && entry.at !== null && { holdUntil: entry.at }),
    envelope: { ...message.envelope, from: entry.from, to, cc: undefined, bcc: undefined },
  };
}
