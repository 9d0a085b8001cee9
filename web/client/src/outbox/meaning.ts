import type { ErrorCode } from "../error/code.js";
import type { WsmtpError } from "../error/error.js";

/**
 * What an error means for the mail:
 * - `network`: trouble on the way; again soon;
 * - `server`: again as servers are asked again;
 * - `person`: somebody has to put something right first;
 * - `over`: the same mail would fail again;
 * - `unknown`: the server may have it.
 */
export type Meaning = "network" | "server" | "person" | "over" | "unknown";

/** What errors mean that are not temporary. */
const MEANINGS: Readonly<Record<ErrorCode, Meaning>> = {
  // The way is not there, or broke before the server could take the mail: temporary, all of them. Internal is the wasm
  // too, where it cannot be loaded.
  "gateway-down": "network",
  "open-timeout": "network",
  "server-unreachable": "network",
  "server-timeout": "network",
  "server-closed": "network",
  "idle-timeout": "network",
  "session-timeout": "network",
  "shutting-down": "network",
  "too-many-sessions": "network",
  "too-many-opens": "network",
  timeout: "network",
  internal: "network",
  // The page has closed the transport, or somebody has stopped this mail: the sender knows.
  closed: "network",
  // An operator has to mend something, which nobody here can hasten.
  "name-unresolved": "server",
  "not-smtp": "server",
  "certificate-untrusted": "server",
  "certificate-name": "server",
  "certificate-expired": "server",
  "tls-failed": "server",
  "tls-residue": "server",
  "starttls-unavailable": "server",
  "server-unproven": "server",
  protocol: "server",
  // The server's verdict on this mail.
  "recipient-refused": "over",
  "sender-refused": "over",
  "message-refused": "over",
  // The page, or the person before it, has to give something else; each further attempt might lock an account.
  "wrong-password": "person",
  "sign-in-needed": "person",
  "sign-in-refused": "person",
  "auth-unavailable": "person",
  "server-refused": "person",
  insecure: "person",
  "token-missing": "person",
  "token-refused": "person",
  "token-expired": "person",
  "token-audience": "person",
  "upstream-forbidden": "person",
  "upstream-unknown": "person",
  "host-forbidden": "person",
  "websocket-refused": "person",
  "bad-message": "person",
  // This mail, whoever asks.
  "not-offered": "over",
  limit: "over",
  "too-large": "over",
  "bytes-exceeded": "over",
  "window-exceeded": "over",
  "bad-input": "over",
  "storage-full": "over",
  "storage-failed": "over",
  "outcome-unknown": "unknown",
};

/** What an error means, with what it knows beside its code. */
export function meaning({ code, temporary, reply }: WsmtpError): Meaning {
  if (!temporary) return MEANINGS[code];
  // RFC 5321 section 4.2.1: a 4yz reply asks for patience, whatever it is about. Without one it is the way, as for a
  // token that cannot be fetched by a page that is offline.
  return reply === undefined ? "network" : "server";
}
