import type { Step } from "../runtime/wire.js";
import type { Reply } from "./reply.js";

/** Every way a mail can fail, as one word. */
export type ErrorCode =
  // the gateway's
  | "bad-message"
  | "token-refused"
  | "host-forbidden"
  | "upstream-unknown"
  | "open-timeout"
  | "token-missing"
  | "token-expired"
  | "token-audience"
  | "window-exceeded"
  | "upstream-forbidden"
  | "too-many-sessions"
  | "too-many-opens"
  | "bytes-exceeded"
  | "internal"
  | "name-unresolved"
  | "server-unreachable"
  | "server-timeout"
  | "not-smtp"
  | "sign-in-refused"
  | "certificate-untrusted"
  | "certificate-name"
  | "certificate-expired"
  | "tls-failed"
  | "tls-residue"
  | "server-closed"
  | "idle-timeout"
  | "session-timeout"
  | "shutting-down"
  // the mail server's
  | "wrong-password"
  | "sign-in-needed"
  | "recipient-refused"
  | "sender-refused"
  | "message-refused"
  | "server-refused"
  | "starttls-unavailable"
  | "auth-unavailable"
  | "not-offered"
  | "server-unproven"
  // the session's
  | "insecure"
  | "protocol"
  | "limit"
  | "timeout"
  | "outcome-unknown"
  // the page's
  | "gateway-down"
  | "websocket-refused"
  | "bad-input"
  | "closed";

/** What a {@link WsmtpError} knows beside its sentence. */
export interface ErrorDetails {
  /** Whether the same mail may go through later, unchanged. */
  temporary?: boolean;
  /** What the server said, where it said something. */
  reply?: Reply;
  /** What a refusal was the answer to. */
  step?: Step;
  /** The address that the error is about. */
  recipient?: string;
  /** For a mail that nobody gets: one for each recipient whom the server refused. */
  rejectedErrors?: readonly WsmtpError[];
}

/** Why a mail did not go out. `message` is one sentence: the cause, and what to do. */
export class WsmtpError extends Error implements ErrorDetails {
  override readonly name = "WsmtpError";
  readonly code: ErrorCode;
  readonly temporary: boolean;
  readonly reply?: Reply;
  readonly step?: Step;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly WsmtpError[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.temporary = details.temporary ?? false;
    if (details.reply !== undefined) this.reply = details.reply;
    if (details.step !== undefined) this.step = details.step;
    if (details.recipient !== undefined) this.recipient = details.recipient;
    if (details.rejectedErrors !== undefined) this.rejectedErrors = details.rejectedErrors;
  }
}

/** For a mail that was stopped before the server could have taken it. */
export function cancelled(): WsmtpError {
  return new WsmtpError(
    "closed",
    "the mail was cancelled and not sent: send it again when you like",
  );
}
