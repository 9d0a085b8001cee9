import type { WsmtpError } from "../error/error.js";
import type { Progress, TlsReport, TranscriptLine } from "../runtime/wire.js";
import type { TypedTarget } from "../session/events.js";

/**
 * The events of a {@link Transport}: what happens to the connection that it keeps, and to the mails on it. A session
 * of `connect()` tells its own.
 *
 * @example
 * ```js
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * transport.addEventListener("transcript", ({ detail }) => console.log(detail.direction, detail.text));
 * transport.addEventListener("idle", () => transport.close());
 * await transport.sendMail({ from: user, to: "ada@sandbox.test", text: "hello" });
 * ```
 */
export interface TransportEventMap {
  /** No mail is under way and none waits, as at the beginning: the time to send the next. As nodemailer's. */
  idle: CustomEvent<null>;
  /** The same, and the connection is closed. As nodemailer's. */
  clear: CustomEvent<null>;
  /** The connection broke while no mail needed it. Nothing is lost: the next mail opens another. */
  error: CustomEvent<WsmtpError>;
  /** A line was said. */
  transcript: CustomEvent<TranscriptLine>;
  /** The mail server's socket has taken more of the mail that is under way, of what this connection is to send of it. */
  progress: CustomEvent<Progress>;
  /** The way to the mail server is secured: what its TLS has shown. */
  secured: CustomEvent<TlsReport>;
}

/** What a {@link Transport} is: a target of its events. */
export interface TransportTarget extends TypedTarget<TransportEventMap> {}

export const TransportTarget = EventTarget as new () => TransportTarget;
