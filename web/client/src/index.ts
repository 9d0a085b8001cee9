/** Send mail over SMTP from a web page. */
export { parseAddresses } from "./address.js";
export type { Address, AddressInput } from "./address.js";
export type { Attachment } from "./attachment.js";
export type { Auth } from "./auth.js";
export type { Certificate, Progress, Security, Step, TlsReport, TranscriptLine } from "./engine.js";
export type { SessionEventMap } from "./events.js";
export { WsmtpError } from "./error.js";
export type { ErrorCode, ErrorDetails } from "./error.js";
export type { Envelope, Message } from "./message.js";
export type { Reply } from "./reply.js";
export type { SentMessageInfo } from "./sent.js";
export { Session } from "./session.js";
export type { SendOptions, SessionInfo } from "./session.js";
export { createTransport, Transport } from "./transport.js";
export type { TransportOptions } from "./transport.js";
export type { ContentWishes, DeliverBy, Dsn, DsnEvent, Wishes } from "./wishes.js";
export { loadWasm } from "./wasm.js";
export type { WasmSource } from "./wasm.js";
