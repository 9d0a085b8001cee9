import type { ErrorCode } from "./code.js";
import type { Reply } from "./reply.js";

/** What a reply was an answer to. */
export type Step =
  | "greeting"
  | "hello"
  | "starttls"
  | "auth"
  | "mail"
  | "recipient"
  | "data"
  | "chunk"
  | "content"
  | "noop"
  | "reset"
  | "help"
  | "verify"
  | "expand"
  | "raw"
  | "quit";

/** A {@link WsmtpError} as the wasm reports it, without the words that the page has for it. */
export interface Failure {
  code: ErrorCode;
  /** What happened; null where the code, the reply or the reason says it all. */
  cause: string | null;
  /** What to do about it, where `cause` does not say so itself. */
  remedy: string | null;
  temporary: boolean;
  /** What the reply is an answer to, where the reply is a refusal. */
  step: Step | null;
  reply: Reply | null;
  recipient: string | null;
  /** Why the outcome is unknown, where it is. */
  reason: Failure | null;
}
