import type { WsmtpError } from "../error/error.js";
import type { ErrorCode } from "../error/code.js";
import type { SessionInfo } from "../session/session.js";

/** What says that the session was dead; another one may well take this mail. */
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
]);

/**
 * Whether a mail that failed in a kept session may be tried in a fresh one: the session had died, or takes no more mails
 * (LIMITS, RFC 9422), and nothing of the content has reached a mail server. What may have been taken fails with
 * `outcome-unknown`, and is none of these.
 */
export function mayReplace(
  { code, step }: WsmtpError,
  progressed: boolean,
  { capabilities }: Pick<SessionInfo, "capabilities">,
): boolean {
  const content = step === "chunk" || step === "content";
  const spent = code === "limit" && capabilities.some((line) => /^LIMITS /i.test(line));
  return (DEAD.has(code) || spent) && !progressed && !content;
}
