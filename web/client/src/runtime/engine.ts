import type { ErrorCode } from "../error/error.js";
import type { Reply } from "../error/reply.js";

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

/** A {@link WsmtpError} as the wasm reports it. */
export interface Failure {
  code: ErrorCode;
  message: string;
  temporary: boolean;
  /** What the reply is an answer to, where the reply is a refusal. */
  step: Step | null;
  reply: Reply | null;
  recipient: string | null;
}

/** What the wasm session is made with, as JSON. */
export interface EngineOptions {
  url: string;
  /** The mail server by the operator's name for it; null where the three below say which. */
  upstream: string | null;
  host: string | null;
  port: number | null;
  tls: Security | null;
  name: string;
  auth: SignIn | null;
  authMethod: string | null;
  token: string | null;
  allowCleartextAuth: boolean;
  lmtp: boolean;
  pipelining: boolean;
  chunking: boolean;
  byHand: boolean;
}

/** Who signs in: with a password or a token, or else as whom the server knows already. */
export interface SignIn {
  user: string;
  pass: string | null;
  accessToken: string | null;
  trace: string | null;
  actAs: string | null;
}

/** What a mail is sent with, as JSON. Values are written as SMTP writes them, but for xtext. */
export interface WireEnvelope {
  from: string;
  to: Recipient[];
  body: string | null;
  smtpUtf8: boolean;
  dsnReturn: string | null;
  envelopeId: string | null;
  requireTls: boolean;
  deliverBy: string | null;
  holdFor: string | null;
  holdUntil: string | null;
  priority: string | null;
}

/** One recipient of a {@link WireEnvelope}. */
export interface Recipient {
  address: string;
  notify: string | null;
  original: string | null;
  validSince: string | null;
}

/** What became of one mail. */
export interface Done {
  type: "done";
  /** What the server calls itself. */
  server: string;
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
  | { type: "capabilities"; capabilities: string[] }
  | { type: "ready" }
  | ({ type: "progress" } & Progress)
  /** To each command once, with no reply to a line of content, and several to its end in LMTP. */
  | { type: "replied"; step: Step; replies: Reply[] }
  | Done
  | { type: "failed"; failure: Failure }
  | { type: "closed" };
