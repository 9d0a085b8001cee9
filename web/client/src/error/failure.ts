import { WsmtpError, type ErrorDetails } from "./error.js";
import { explain } from "./explain.js";
import { reasonOf } from "./reason.js";
import type { Failure } from "./report.js";
import { UNKNOWN, words } from "./words.js";

/** The error that a failure reported by the wasm stands for. */
export function toError(failure: Failure, more: ErrorDetails = {}): WsmtpError {
  const { code, temporary, step, reply, recipient } = failure;
  return new WsmtpError(code, words(failure), {
    ...more,
    temporary,
    ...(reply !== null && { reply, explanation: explain(reply) }),
    ...(step !== null && { step }),
    ...(recipient !== null && { recipient }),
  });
}

/** The failure that stands for an error of the page's own. */
export function toFailure({ code, message, temporary }: WsmtpError): Failure {
  const nothing = { remedy: null, step: null, reply: null, recipient: null, reason: null };
  return { code, cause: message, temporary, ...nothing };
}

/** What was thrown where nobody foresaw it, as an error of ours. */
export function caught(thrown: unknown): WsmtpError {
  if (thrown instanceof WsmtpError) return thrown;
  const message = `wsmtp failed, reload the page: ${reasonOf(thrown)}`;
  return new WsmtpError("internal", message, { cause: thrown });
}

/** For a mail that the server may have, because of this. */
export function unknown(cause: unknown): WsmtpError {
  return new WsmtpError("outcome-unknown", `${UNKNOWN}: ${reasonOf(cause)}`, { cause });
}
