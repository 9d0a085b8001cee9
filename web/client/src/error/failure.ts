import type { Failure } from "../runtime/wire.js";
import { WsmtpError, type ErrorDetails } from "./error.js";

/** The error that a failure reported by the wasm stands for. */
export function toError(failure: Failure, more: ErrorDetails = {}): WsmtpError {
  const { code, message, temporary, step, reply, recipient } = failure;
  return new WsmtpError(code, message, {
    ...more,
    temporary,
    ...(reply !== null && { reply }),
    ...(step !== null && { step }),
    ...(recipient !== null && { recipient }),
  });
}

/** What was thrown: an error, or something nobody foresaw. */
export function caught(thrown: unknown): WsmtpError {
  if (thrown instanceof WsmtpError) return thrown;
  return new WsmtpError("internal", `wsmtp failed, reload the page: ${String(thrown)}`);
}
