import type { Conversation } from "../conversation.js";
import type { Message } from "./messages.js";

/**
 * Before which message the way from the gateway to the server is locked by TLS: 0 from the beginning,
 * undefined never.
 */
export function lockedBefore(
  { tls, security }: Conversation,
  messages: readonly Message[],
): number | undefined {
  if (security === "implicit") return 0;
  const agreed = messages.findIndex((one) => isAgreed(one, messages));
  if (agreed < 0) return tls && security !== "starttls" ? 0 : undefined;
  // Who goes on talking after the 220 has seen the handshake succeed.
  const goesOn = messages.slice(agreed + 1).some(({ from }) => from === "C");
  return tls || goesOn ? agreed + 1 : undefined;
}

/** Whether this is the server's 220 to STARTTLS (RFC 3207, section 4). */
function isAgreed({ answers, lines }: Message, messages: readonly Message[]): boolean {
  const asked = messages[answers ?? -1]?.lines[0]?.text ?? "";
  return /^STARTTLS\s*$/i.test(asked) && (lines[0]?.text.startsWith("220") ?? false);
}
