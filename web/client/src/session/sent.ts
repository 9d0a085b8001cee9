import type { Done } from "../runtime/wire.js";
import type { WsmtpError } from "../error/error.js";
import { toError } from "../error/failure.js";
import type { Envelope } from "../compose/envelope.js";
import type { Letter } from "../compose/message.js";
import type { Reply } from "../error/reply.js";

/** What became of a mail that the server accepted for at least one recipient. */
export interface SentMessageInfo {
  /** What the server that took it calls itself. */
  server: string;
  /** The addresses that get the mail. */
  accepted: string[];
  /** The addresses that do not. */
  rejected: string[];
  /** One for each of `rejected`, in the same order. */
  rejectedErrors: WsmtpError[];
  /** Whom the server has heard as sender and recipients. */
  envelope: Envelope;
  /** With angle brackets, as it stands in the mail; empty for a raw mail that was given without. */
  messageId: string;
  /** The server's last reply, on one line. */
  response: string;
}

/** The result of a mail that was accepted; throws for one that was not. */
export function sentInfo(
  letter: Pick<Letter, "envelope" | "messageId">,
  done: Done,
): SentMessageInfo {
  // For those whom the session is too short for, another one may do.
  const rejectedErrors = done.rejected.map((failure) =>
    toError(failure.code === "limit" ? { ...failure, temporary: true } : failure),
  );
  if (done.failure !== null) throw toError(done.failure, { rejectedErrors });
  return {
    server: done.server,
    accepted: done.accepted,
    rejected: rejectedErrors.map((error) => error.recipient ?? ""),
    rejectedErrors,
    envelope: letter.envelope,
    messageId: letter.messageId && `<${letter.messageId}>`,
    response: done.reply === null ? "" : oneLine(done.reply),
  };
}

function oneLine({ code, enhanced, text }: Reply): string {
  return [code, enhanced, text.replaceAll("\n", " ")].filter((part) => part !== null).join(" ");
}
