import type { Failure } from "../runtime/engine.js";
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

/** What a call into the wasm threw: an error, a failure as JSON, or something nobody foresaw. */
export function caught(thrown: unknown): WsmtpError {
  if (thrown instanceof WsmtpError) return thrown;
  if (typeof thrown === "string") return toError(JSON.parse(thrown) as Failure);
  return new WsmtpError("internal", `wsmtp failed, reload the page: ${String(thrown)}`);
}
