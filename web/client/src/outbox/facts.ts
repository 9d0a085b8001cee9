import type { ErrorCode } from "../error/code.js";
import type { WsmtpError } from "../error/error.js";
import type { Reply } from "../error/reply.js";
import type { Step } from "../error/report.js";

/** What a {@link WsmtpError} knows, as it can be stored. */
export interface ErrorFacts {
  /** What happened, as one word of a closed list. */
  code: ErrorCode;
  /** One sentence: the cause, and what to do. */
  message: string;
  /** Whether the same mail may go through later, unchanged. */
  temporary: boolean;
  /** What the server said, where it said something. */
  reply: Reply | null;
  /** What `reply` means, in plain words. */
  explanation: string | null;
  /** What a refusal was the answer to. */
  step: Step | null;
  /** The address that it is about. */
  recipient: string | null;
}

/** The error without its stack and the errors inside it. */
export function facts(error: WsmtpError): ErrorFacts {
  const {
    code,
    message,
    temporary,
    reply = null,
    explanation = null,
    step = null,
    recipient = null,
  } = error;
  return { code, message, temporary, reply, explanation, step, recipient };
}
