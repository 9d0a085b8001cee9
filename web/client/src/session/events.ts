import type { Progress, TlsReport, TranscriptLine } from "../runtime/wire.js";

/** An `EventTarget` that knows the types of its events. */
export interface TypedTarget<Events> extends EventTarget {
  /** Calls `listener` at each event of this type. */
  addEventListener<K extends keyof Events>(
    type: K,
    listener: (event: Events[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Calls it no more. */
  removeEventListener<K extends keyof Events>(
    type: K,
    listener: (event: Events[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/**
 * The events of a {@link Session}.
 *
 * @example
 * ```js
 * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
 * session.addEventListener("transcript", ({ detail }) => console.log(detail.direction, detail.text));
 * session.addEventListener("secured", ({ detail }) => console.log(detail.version, detail.certificate.names));
 * session.addEventListener("progress", ({ detail }) => console.log(detail.sent, detail.total));
 * session.addEventListener("closed", () => console.log("over"));
 * await session.sendMail({ from: user, to: "ada@sandbox.test", text: "hello" });
 * await session.quit();
 * ```
 */
export interface SessionEventMap {
  /** A line was said. */
  transcript: CustomEvent<TranscriptLine>;
  /** The mail server's socket has taken more of the mail that is under way. */
  progress: CustomEvent<Progress>;
  /** The way to the mail server is secured: what its TLS has shown. */
  secured: CustomEvent<TlsReport>;
  /** The session is over, however it ended. */
  closed: CustomEvent<null>;
}

/** What a {@link Session} is: a target of its events. */
export interface SessionTarget extends TypedTarget<SessionEventMap> {}

export const SessionTarget = EventTarget as new () => SessionTarget;
