import type { WsmtpError } from "../error/error.js";
import type { Progress } from "../runtime/wire.js";
import type { TypedTarget } from "../session/events.js";
import type { OutboxEntry } from "./entry.js";

/**
 * The events of an {@link Outbox}. Every tab hears all of them, whichever sends.
 *
 * @example
 * ```js browser
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * const outbox = createOutbox(transport);
 * outbox.addEventListener("progress", ({ detail }) => console.log(detail.sent, detail.total));
 * outbox.addEventListener("unknown", ({ detail }) => console.log(detail.error?.message));
 * const failed = new Promise((resolve) => outbox.addEventListener("failed", resolve));
 * await outbox.send({ from: user, to: "refused@sandbox.test", text: "hello" });
 * console.log((await failed).detail.recipients);
 * await outbox.close();
 * transport.close();
 * ```
 */
export interface OutboxEventMap {
  /** A mail is new, has changed, or is gone. */
  change: CustomEvent<OutboxChange>;
  /** Everybody gets the mail, or the server keeps it until its time (`heldUntil`). */
  sent: CustomEvent<OutboxEntry>;
  /** Somebody does not get it. */
  failed: CustomEvent<OutboxEntry>;
  /** Something has to be put right before it can go out. */
  held: CustomEvent<OutboxEntry>;
  /** Nobody knows whether the server took it. */
  unknown: CustomEvent<OutboxEntry>;
  /** The mail server has taken more of a mail. */
  progress: CustomEvent<OutboxProgress>;
  /** The browser's storage does not do as it should, in this tab; the outbox tries again. */
  trouble: CustomEvent<WsmtpError>;
}

/** What has become of one mail. */
export interface OutboxChange {
  /** The mail's name in the outbox. */
  id: string;
  /** As it is now; null where it is gone. */
  entry: OutboxEntry | null;
}

/** How much of one mail the mail server has taken, in octets. */
export interface OutboxProgress extends Progress {
  /** The mail's name in the outbox. */
  id: string;
}

/** What an {@link Outbox} is: a target of its events. */
export interface OutboxTarget extends TypedTarget<OutboxEventMap> {}

export const OutboxTarget = EventTarget as new () => OutboxTarget;
