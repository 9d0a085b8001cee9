import type { Failure } from "../runtime/wire.js";
import { WsmtpError, type ErrorDetails } from "./error.js";

/** The error that a failure reported by the wasm stands for. */
export function toError(failure: Failure, more: ErrorDetails = {}): WsmtpError {
  const { code, message, temporary, step, reply, explanation, recipient } = failure;
  return new WsmtpError(code, message, {
    ...more,
    temporary,
    ...(reply !== null && { reply }),
    ...(explanation !== null && { explanation }),
    ...(step !== null && { step }),
    ...(recipient !== null && { recipient }),
  });
}

/** What was thrown where nobody foresaw it, as an error of ours. */
export function caught(thrown: unknown): WsmtpError {
  if (thrown instanceof WsmtpError) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new WsmtpError("internal", `wsmtp failed, reload the page: ${words}`, { cause: thrown });
}
