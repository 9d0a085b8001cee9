import type { Reply } from "../error/reply.js";
import type { Failure, Step } from "../error/report.js";

// All that crosses between a session and the wasm, which may be in a worker: plain objects, fit for
// structured clone. Text is without halves of surrogate pairs, which have no form in UTF-8.

/** How the gateway secures the way to the mail server: an operator's choice. */
export type Security = "implicit" | "starttls" | "none";

/** What the gateway verified about its TLS connection to the mail server. */
export interface TlsReport {
  /** Such as `TLSv1.3`. */
  version: string;
  /** By its name in the registry of cipher suites. */
  cipher: string;
  /** What the server has shown, and the gateway has verified. */
  certificate: Certificate;
}

/** The mail server's certificate. */
export interface Certificate {
  /** Whose it is, as it says itself. */
  subject: string;
  /** Who vouches for it. */
  issuer: string;
  /** The names that it is for. */
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
  /** The line, without its end. */
  text: string;
  /** What a command does, or what the code of a reply means; empty where neither is known, as for content. */
  meaning: string;
  /** Milliseconds since the session was opened. */
  at: number;
}

/** A line before anyone has said what it means. */
export type Line = Omit<TranscriptLine, "meaning">;

/** How much of the message the mail server's socket has taken. */
export interface Progress {
  /** Octets that it has taken. */
  sent: number;
  /** Octets in all. */
  total: number;
}

/** What a session is made with. */
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

/** What a mail is sent with. Values are written as SMTP writes them, but for xtext. */
export interface WireEnvelope {
  from: string;
  to: Recipient[];
  /** What must be announced: `8BITMIME` or `BINARYMIME`; null for what the content needs. */
  body: string | null;
  /** Whether files go as they are, without base64, to a server that takes that (BINARYMIME). */
  binary: boolean;
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

/** What a session tells, in order. After `closed` comes nothing. */
export type EngineEvent =
  | ({ type: "line" } & Line)
  | { type: "opened"; peer: string; security: Security; tls: TlsReport | null }
  | { type: "secured"; tls: TlsReport }
  | ({ type: "capabilities" } & Capabilities)
  | { type: "ready" }
  | ({ type: "progress" } & Progress)
  /** To each command once, with no reply to a line of content, and several to its end in LMTP. */
  | { type: "replied"; step: Step; replies: Reply[] }
  | Done
  /** In place of `replied` or `done`: what was asked for cannot be done, and nothing was sent. */
  | { type: "refused"; failure: Failure }
  | { type: "failed"; failure: Failure }
  | { type: "closed" };

/**
 * Asked of whoever holds a mail: octets of its content from here on, from one to so many, to be supplied or said to be
 * missing. A mail that goes in several parts is asked for from the front for each.
 */
export interface Wanted {
  type: "wanted";
  offset: number;
  length: number;
}

/** Asked of whoever holds a mail's sources: so many octets of one of them. */
export interface Span {
  source: number;
  offset: number;
  length: number;
}

/** What is known of a mail's content before it goes out. */
export interface WireContent {
  /** Octets. */
  size: number;
  /** It needs 8BITMIME (RFC 6152). */
  eightBit: boolean;
  /** It needs BINARYMIME (RFC 3030). */
  binary: boolean;
  /** It needs SMTPUTF8 (RFC 6531). */
  utf8Header: boolean;
}

/** What the server says that it can do. */
export interface Capabilities {
  /** The lines of its reply to EHLO. */
  capabilities: string[];
  /** The largest mail that it takes, in octets (SIZE, RFC 1870); null where it names none. */
  size: number | null;
  /** How many mails it takes in one session (LIMITS, RFC 9422); null where it names no number. */
  mailMax: number | null;
}

/** Where the wasm runs: in the page, or in a worker. */
export interface Runtime {
  /** Fulfilled when sessions can be opened; rejected with `internal`. What composes is loaded beside, and waited for by who composes. */
  load(): Promise<void>;
  /** Composes without sending: the octets that the mail will have. Rejected with `bad-input` for what no mail, and no envelope, can hold. */
  measure(envelope: WireEnvelope, mail: WireMail): Promise<number>;
  /** Composes without sending: the mail as it would go out, no file raw. Rejected with `bad-input`. */
  compose(mail: WireMail, sources: readonly Source[]): Promise<Blob>;
  /** Begins a session once the wasm is loaded; all that becomes of it is heard, and never before this returns. */
  open(options: EngineOptions, hear: (event: EngineEvent) => void): Engine;
  /** Ends what belongs to it; in a worker, nothing can be called any more. */
  close(): void;
}

/** One session. One mail or command at a time; its answer comes as an event. */
export interface Engine {
  /** Sends a mail, whose files are read while it goes out; answered by `done` or `refused`. */
  send(envelope: WireEnvelope, mail: WireMail, sources: readonly Source[]): void;
  /** Gives a command; answered by `replied` or `refused`. */
  command(name: CommandName, argument: string | null): void;
  /** Ends the session at once. */
  abort(): void;
}

/** What can be asked of a session beside a mail; `raw` says its argument as it is. */
export type CommandName = "noop" | "reset" | "help" | "verify" | "expand" | "raw" | "quit";

/** The bytes of a part. */
export type Source = Blob | Uint8Array;

/** A mail, but for the bytes of its files. */
export interface WireMail {
  header: WireField[];
  body: WirePart;
  /** What the boundaries follow from: random, so that nobody who wrote one of the parts could foresee them. */
  seed: string;
}

/** A field of a header; `name` is what stands before the colon. */
export type WireField =
  /** Any text: encoded words as needed, folded. */
  | { kind: "text"; name: string; value: string }
  /** As it is; only CRLF and a space may break its lines. */
  | { kind: "prepared"; name: string; value: string }
  | { kind: "addresses"; name: string; addresses: (WireMailbox | WireGroup)[] }
  /** Message ids and the like, without brackets. */
  | { kind: "ids"; name: string; ids: string[] }
  /** Seconds since 1970. */
  | { kind: "date"; name: string; seconds: number }
  | { kind: "urls"; name: string; urls: { url: string; comment: string }[] };

/** One address; an empty `name` is none. */
export interface WireMailbox {
  name: string;
  address: string;
}

/** Addresses under one name (RFC 5322 section 3.4). */
export interface WireGroup {
  group: string;
  members: WireMailbox[];
}

/** A part of a mail, with its own header fields. `source` is an index into the mail's sources, `length` in octets. */
export type WirePart =
  /** One part stands for itself, unless this has header fields. */
  | { kind: "multipart"; subtype: string; header: WireField[]; parts: WirePart[] }
  /** Null `encoding`: the best. */
  | ({
      kind: "text";
      text: string;
      encoding: "7bit" | "quoted-printable" | "base64" | null;
    } & WireLabel)
  /** As `7bit` or `8bit`, its lines are as they go out already, and `ended` says whether the last of them ends. */
  | ({
      kind: "file";
      source: number;
      length: number;
      encoding: "base64" | "7bit" | "8bit";
      ended: boolean;
    } & WireLabel)
  /** A whole part or mail with its own header, as it is. */
  | {
      kind: "raw";
      source: number;
      length: number;
      eightBit: boolean;
      utf8Header: boolean;
      ended: boolean;
    };

/** What a part says of itself. */
export interface WireLabel {
  contentType: string;
  filename: string | null;
  disposition: "inline" | "attachment" | null;
  cid: string | null;
  header: WireField[];
}
