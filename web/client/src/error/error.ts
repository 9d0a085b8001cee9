import type { ErrorCode } from "./code.js";
import type { Reply } from "./reply.js";
import type { Step } from "./report.js";

/** What a {@link WsmtpError} knows beside its sentence. */
export interface ErrorDetails {
  /** Whether the same mail may go through later, unchanged. */
  temporary?: boolean;
  /** What the server said, where it said something. */
  reply?: Reply;
  /** What `reply` means, in plain words: by its enhanced code (RFC 3463), or else by its code. */
  explanation?: string;
  /** What a refusal was the answer to. */
  step?: Step;
  /** The address that the error is about. */
  recipient?: string;
  /** For a mail that nobody gets: one for each recipient whom the server refused. */
  rejectedErrors?: readonly WsmtpError[];
  /** What it comes from, such as the reason of an `AbortSignal`. */
  cause?: unknown;
}

/**
 * Why a mail did not go out. `message` is one sentence: the cause, and what to do.
 *
 * @example
 * ```js
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * try {
 *   await transport.sendMail({ from: user, to: "refused@sandbox.test", text: "hello" });
 * } catch (error) {
 *   if (!(error instanceof WsmtpError)) throw error;
 *   console.log(error.code, error.temporary, error.reply?.code, error.explanation, error.recipient);
 * }
 * transport.close();
 * ```
 */
export class WsmtpError extends Error implements ErrorDetails {
  /** Always `WsmtpError`. */
  override readonly name = "WsmtpError";
  /** What happened, as one word of a closed list. */
  readonly code: ErrorCode;
  /** Whether the same mail may go through later, unchanged. */
  readonly temporary: boolean;
  /** What the server said, where it said something. */
  readonly reply?: Reply;
  /** What `reply` means, in plain words: by its enhanced code (RFC 3463), or else by its code. */
  readonly explanation?: string;
  /** What a refusal was the answer to. */
  readonly step?: Step;
  /** The address that the error is about. */
  readonly recipient?: string;
  /** For a mail that nobody gets: one for each recipient whom the server refused. */
  readonly rejectedErrors?: readonly WsmtpError[];

  /** For a page's own functions, such as one that gets a token: what they throw is passed on as it is. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.temporary = details.temporary ?? false;
    if (details.reply !== undefined) this.reply = details.reply;
    if (details.explanation !== undefined) this.explanation = details.explanation;
    if (details.step !== undefined) this.step = details.step;
    if (details.recipient !== undefined) this.recipient = details.recipient;
    if (details.rejectedErrors !== undefined) this.rejectedErrors = details.rejectedErrors;
  }
}

/** For what a page has stopped before the server could have taken it. */
export function cancelled(signal?: AbortSignal): WsmtpError {
  const message = "it was cancelled and not sent: send it again when you like";
  return new WsmtpError("closed", message, { cause: signal?.reason });
}

/** For what waits, or comes, when there is no session or transport any more. */
export function over(what: "session" | "transport"): WsmtpError {
  return new WsmtpError("closed", `the ${what} is closed: open a new one`);
}

/** An error of a whole mail, for one of its recipients. */
export function about(error: WsmtpError, recipient: string): WsmtpError {
  const { code, message, temporary, reply, explanation, step, cause } = error;
  return new WsmtpError(code, message, {
    ...{ temporary, recipient, cause },
    ...(reply !== undefined && { reply }),
    ...(explanation !== undefined && { explanation }),
    ...(step !== undefined && { step }),
  });
}
