import { badInput, isGiven, isRecord } from "../compose/bad-input.js";
import { type Message, outline } from "../compose/message.js";
import { storable } from "../compose/storable.js";
import { wishesFor } from "../compose/wishes.js";
import { checkLater } from "./check.js";
import type { OutboxEntry } from "./entry.js";
import type { SendLater } from "./options.js";
import { MAX_RECIPIENTS, readEntry } from "./reading.js";
import type { Way } from "./way.js";

/** A mail that can be stored, and can be sent as far as that can be told beforehand. Throws `bad-input` for any other. */
export async function newMail(
  way: Way,
  message: Message,
  later: SendLater,
  now: Date,
): Promise<{ entry: OutboxEntry; content: Message }> {
  checkLater(later);
  if (!isRecord(message)) throw badInput("the mail is none: give an object with from, to and text");
  const content = await storable(message, way.complete(message));
  const complete = way.complete(content);
  checkTimes(complete, later);
  const entry = newEntry(complete, later, now);
  // What is wrong with it as it will go out is heard of now, not when the person is gone.
  await way.check(outgoing(content, entry, mayHold(entry, now.getTime())));
  return { entry, content };
}

function newEntry(message: Message, later: SendLater, now: Date): OutboxEntry {
  const at = later.at ?? null;
  const here = later.here ?? false;
  const { envelope, subject, messageId, date } = outline(message);
  if (envelope.to.length > MAX_RECIPIENTS) {
    throw badInput(
      `the mail has ${envelope.to.length} recipients, and the outbox takes ${MAX_RECIPIENTS}: send several mails`,
    );
  }
  const first = new Date(now.getTime() + (later.undo ?? 0) * 1000);
  const notBefore = here && at !== null && at > first ? at : first;
  const entry: OutboxEntry = {
    id: crypto.randomUUID(),
    state: "waiting",
    from: envelope.from,
    recipients: envelope.to.map((address) => ({ address, state: "waiting", error: null })),
    subject,
    messageId,
    date: date ?? at ?? now,
    storedAt: now,
    at,
    here,
    heldUntil: null,
    notBefore,
    next: notBefore,
    waitsFor: "time",
    times: 0,
    attempts: 0,
    since: null,
    error: null,
    response: "",
  };
  // Or nobody could send what is stored, nor see what it was.
  if (readEntry(entry.id, entry) === entry) return entry;
  throw badInput("the mail has a field of the wrong kind: give texts, addresses and dates");
}

/** The mail's own wishes may come from the transport's defaults. */
function checkTimes({ holdFor, holdUntil }: Message, { at }: SendLater): void {
  if (isGiven(at) && (isGiven(holdFor) || isGiven(holdUntil))) {
    throw badInput(
      "the mail has a time of its own in holdFor or holdUntil: give one of them or at",
    );
  }
}

/** Whether the server may be asked to keep the mail until its time. A report has no sender to be held for. */
export function mayHold({ at, here, from }: OutboxEntry, now: number): boolean {
  return at !== null && at.getTime() > now && !here && from !== "";
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
    ...wishesFor(to, message),
    envelope: { ...message.envelope, from: entry.from, to, cc: undefined, bcc: undefined },
  };
}
