import type { ErrorCode } from "./error.js";
import type { Reply } from "./reply.js";

/** How the gateway secures the way to the mail server: an operator's choice. */
export type Security = "implicit" | "starttls" | "none";

/** What the gateway verified about its TLS connection to the mail server. */
export interface TlsReport {
  version: string;
  cipher: string;
  certificate: Certificate;
}

/** The mail server's certificate. */
export interface Certificate {
  subject: string;
  issuer: string;
  names: string[];
  /** RFC 3339. */
  not_before: string;
  /** RFC 3339. */
  not_after: string;
  /** Hexadecimal digest of the certificate. */
  sha256: string;
}

/** One line of the conversation; passwords are `***` before they get here. */
export interface TranscriptLine {
  /** `C`: the page's; `S`: the mail server's. */
  direction: "C" | "S";
  text: string;
  /** Milliseconds since the session was opened. */
  at: number;
}

/** How much of the message the mail server's socket has taken. */
export interface Progress {
  sent: number;
  total: number;
}

/** A {@link WsmtpError} as the wasm reports it. */
export interface Failure {
  code: ErrorCode;
  message: string;
  temporary: boolean;
  reply: Reply | null;
  recipient: string | null;
}

/** What the wasm session is made with, as JSON. */
export interface EngineOptions {
  url: string;
  upstream: string;
  name: string;
  auth: { user: string; pass: string } | null;
  token: string | null;
  allowCleartextAuth: boolean;
}

/** What became of one mail. */
export interface Done {
  type: "done";
  accepted: string[];
  rejected: Failure[];
  /** The server's last word on an accepted mail. */
  reply: Reply | null;
  /** Why the mail is not accepted; null when it is. */
  failure: Failure | null;
}

/** What the wasm session tells, as JSON, in order. After `closed` comes nothing. */
export type EngineEvent =
  | ({ type: "line" } & TranscriptLine)
  | { type: "opened"; peer: string; security: Security; tls: TlsReport | null }
  | { type: "secured"; tls: TlsReport }
  | { type: "ready"; capabilities: string[] }
  | ({ type: "progress" } & Progress)
  | { type: "replied"; reply: Reply }
  | Done
  | { type: "failed"; failure: Failure }
  | { type: "closed" };
