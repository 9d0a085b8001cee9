import type { Progress } from "../runtime/wire.js";
import type { WsmtpError } from "../error/error.js";
import type { TypedTarget } from "../session/events.js";
import type { OutboxEntry } from "./entry.js";

/** The events of an outbox. Every tab hears all of them, whichever sends. */
export interface OutboxEventMap {
  /** A mail is new, has changed, or is gone (`entry` is null). */
  change: CustomEvent<OutboxChange>;
  /** Everybody gets the mail, or the server keeps it until its time (`heldUntil`). */
  sent: CustomEvent<OutboxEntry>;
  /** Somebody does not get it. */
  failed: CustomEvent<OutboxEntry>;
  /** Something has to be put right before it can go out. */
  held: CustomEvent<OutboxEntry>;
  /** Nobody knows whether the server took it. */
  unknown: CustomEvent<OutboxEntry>;
  /** How much of a mail the mail server has taken. */
  progress: CustomEvent<OutboxProgress>;
  /** The browser's storage does not do as it should, in this tab; the outbox tries again. */
  trouble: CustomEvent<WsmtpError>;
}

/** What has become of one mail. */
export interface OutboxChange {
  id: string;
  entry: OutboxEntry | null;
}

/** How much of one mail the mail server has taken, in octets. */
export interface OutboxProgress extends Progress {
  id: string;
}

/** An `EventTarget` that knows the types of an outbox's events. */
export interface OutboxTarget extends TypedTarget<OutboxEventMap> {}

export const OutboxTarget = EventTarget as new () => OutboxTarget;
