import type { ErrorCode } from "../error/code.js";
import { type WsmtpError, about } from "../error/error.js";
import type { SentMessageInfo } from "../session/sent.js";
import { type Moment, awaited, patient } from "./deferral.js";
import { type OutboxEntry, type OutboxRecipient, stateOf } from "./entry.js";
import { facts } from "./facts.js";
import { meaning } from "./meaning.js";

/** Why the server does not hold a mail for us: the extension is not there, the time is too far, or it says so. */
const NOT_HELD: readonly ErrorCode[] = ["not-offered", "limit", "sender-refused"];

/** What became of an attempt. */
export type Outcome = { info: SentMessageInfo } | { error: WsmtpError };

/** The moment when an attempt is over. */
export interface Settling extends Moment {
  /** Whether the server was asked to hold the mail. */
  holding: boolean;
}

/** The mail after an attempt. */
export function settle(entry: OutboxEntry, outcome: Outcome, moment: Settling): OutboxEntry {
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
  if (settledEntry.state !== "waiting") return settledEntry;
  const meant = errors.map(meaning);
  if (meant.includes("person")) return { ...settledEntry, state: "held" };
  return patient(settledEntry, awaited(meant), moment);
}

/** The server does not hold it: it waits here, and is tried at its time. */
function keptHere(entry: OutboxEntry): OutboxEntry {
  const notBefore = entry.at ?? entry.notBefore;
  return {
    ...entry,
    state: "waiting",
    here: true,
    notBefore,
    waitsFor: "time",
    next: notBefore,
    error: null,
  };
}

/** An error of the whole mail as one for each who waits; what is known of one of them alone goes before. */
function whole(entry: OutboxEntry, error: WsmtpError): readonly WsmtpError[] {
  const known = error.rejectedErrors ?? [];
  const others = entry.recipients
    .filter(({ state }) => state === "waiting")
    .filter(({ address }) => known.every((one) => one.recipient !== address))
    .map(({ address }) => about(error, address));
  return [...known, ...others];
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
