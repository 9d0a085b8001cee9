/** Send mail over SMTP from a web page. */
export { parseAddresses } from "./compose/address.js";
export type { Address, AddressInput } from "./compose/address.js";
export type { Attachment } from "./compose/attachment.js";
export type { Auth } from "./transport/auth.js";
export type {
  Certificate,
  Progress,
  Security,
  Step,
  TlsReport,
  TranscriptLine,
} from "./runtime/wire.js";
export type { SessionEventMap } from "./session/events.js";
export { WsmtpError } from "./error/error.js";
export type { ErrorCode, ErrorDetails } from "./error/error.js";
export type { Envelope, Message } from "./compose/message.js";
export type { Reply } from "./error/reply.js";
export type { SentMessageInfo } from "./session/sent.js";
export { Session } from "./session/session.js";
export type { SendOptions, SessionInfo } from "./session/session.js";
export type { TokenSource } from "./session/token.js";
export { createTransport, Transport } from "./transport/transport.js";
export type { TransportOptions } from "./transport/transport.js";
export type { ContentWishes, DeliverBy, Dsn, DsnEvent, Wishes } from "./compose/wishes.js";
export { loadWasm } from "./runtime/wasm.js";
export type { WasmSource } from "./runtime/wasm.js";
