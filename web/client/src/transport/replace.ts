import type { WsmtpError } from "../error/error.js";
import type { ErrorCode } from "../error/code.js";

/** What says that the session was dead, or takes no more mails; another one may well take this mail. */
const DEAD: ReadonlySet<ErrorCode> = new Set([
  "server-closed",
  "gateway-down",
  "shutting-down",
  "idle-timeout",
  "session-timeout",
  "bytes-exceeded",
  "timeout",
  "protocol",
  "closed",
  "limit",
]);

/**
 * Whether a mail that failed in a kept session may be tried in a fresh one: the session had died, and nothing of the
 * content has reached a mail server. What may have been taken fails with `outcome-unknown`, and is none of these.
 */
export function mayReplace({ code, step }: WsmtpError, progressed: boolean): boolean {
  const content = step === "chunk" || step === "content";
  return DEAD.has(code) && !progressed && !content;
}
