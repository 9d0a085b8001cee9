/**
 * Send mail over SMTP from a web page. In the examples, `gateway` and `upstream` say where a mail goes, `user` and
 * `password` as whom; what the package exports is there without being imported.
 *
 * @packageDocumentation
 */
export { parseAddresses } from "./compose/address.js";
export type { Address, AddressInput, GroupInput, MailboxInput } from "./compose/address.js";
export type { Alternative, TextInput } from "./compose/alternative.js";
export type { Attachment } from "./compose/attachment.js";
export type { CalendarEvent, CalendarInput } from "./compose/calendar.js";
export type { Content, ContentDescription } from "./compose/content.js";
export type { ContentEncoding } from "./compose/encoding.js";
export type { Envelope, EnvelopeInput } from "./compose/envelope.js";
export type { Dsn, DsnEvent, DsnReturn } from "./compose/dsn.js";
export type { HeaderPair, HeaderValue, Headers, PreparedHeader } from "./compose/headers.js";
export type { CommentedAddress, ListAddress, ListHeaders } from "./compose/list.js";
export type { DkimSigner, Message } from "./compose/message.js";
export type { TransferEncoding } from "./compose/part.js";
export type { ContentWishes, DeliverBy, Wishes } from "./compose/wishes.js";
export type { Auth } from "./transport/auth.js";
export type { Certificate, Progress, Security, TlsReport, TranscriptLine } from "./runtime/wire.js";
export type { SessionEventMap, TypedTarget } from "./session/events.js";
export { ERROR_CODES } from "./error/code.js";
export type { ErrorCode } from "./error/code.js";
export { WsmtpError } from "./error/error.js";
export type { ErrorDetails } from "./error/error.js";
export { createOutbox, Outbox } from "./outbox/outbox.js";
export type { OutboxEntry, OutboxRecipient, OutboxState } from "./outbox/entry.js";
export type { OutboxChange, OutboxEventMap, OutboxProgress } from "./outbox/events.js";
export type { ErrorFacts } from "./outbox/facts.js";
export type { OutboxOptions, SendLater } from "./outbox/options.js";
export type { Pauses, Schedule } from "./outbox/schedule.js";
export { explainLine } from "./error/explain.js";
export type { Reply } from "./error/reply.js";
export type { Step } from "./error/report.js";
export type { SentMessageInfo } from "./session/sent.js";
export { Session } from "./session/session.js";
export type { CommandOptions, SendOptions, SessionInfo } from "./session/session.js";
export type {
  AccessTokenRequest,
  AccessTokenSource,
  TokenRequest,
  TokenSource,
} from "./session/token.js";
export { Transcript } from "./transcript/transcript.js";
export type { ReplayOptions, TranscriptSource } from "./transcript/transcript.js";
export type { TranscriptRecord } from "./transcript/record.js";
export { createTransport, Transport } from "./transport/transport.js";
export type { CloseOptions } from "./transport/transport.js";
export type { TransportEventMap } from "./transport/events.js";
export type { Logger } from "./transport/log.js";
export type { TransportOptions } from "./transport/options.js";
export type { WebSocketConstructor } from "./runtime/socket.js";
export { loadWasm } from "./runtime/wasm.js";
export type { WasmSource } from "./runtime/wasm.js";
