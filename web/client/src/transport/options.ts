import type { DkimSigner } from "../compose/message.js";
import type { WebSocketConstructor } from "../runtime/socket.js";
import type { WasmSource } from "../runtime/wasm.js";
import type { Security } from "../runtime/wire.js";
import type { TokenSource } from "../session/token.js";
import type { Auth } from "./auth.js";
import type { Logger } from "./log.js";

/** Where mail goes, and as whom. Names are nodemailer's where it has one; times are in milliseconds. */
export interface TransportOptions {
  /** The gateway's base address, such as `https://mail.example.org`; `location.origin` where it serves the page. */
  gateway: string | URL;
  /** The mail server, by the name that the gateway's operator gave it; or else `host`. */
  upstream?: string | undefined;
  /** The mail server itself, where the operator lets pages choose. */
  host?: string | undefined;
  /** The port of `host`. Default: 465 where TLS is there from the start, else 587. */
  port?: number | undefined;
  /** Whether TLS to `host` is there from the start. `false` means STARTTLS, which is never left out by itself. */
  secure?: boolean | undefined;
  /** STARTTLS to `host`. With `upstream`: a session without TLS fails with `insecure`. */
  requireTLS?: boolean | undefined;
  /** No TLS to `host`, where the gateway's operator permits that. */
  ignoreTLS?: boolean | undefined;
  /** The same three in one word. Default: `implicit` without a port or at port 465, else `starttls`. */
  tls?: Security | undefined;
  /** What to sign in with; without it the session does not sign in. */
  auth?: Auth | undefined;
  /** The only mechanism to sign in with, such as `SCRAM-SHA-256`. Default: the strongest that both sides can. */
  authMethod?: string | undefined;
  /** Sends the password even where there is no TLS. Off unless set. */
  allowCleartextAuth?: boolean | undefined;
  /** Admission, for a gateway that asks for it: a token, or a function that gets one for each session. */
  token?: TokenSource | undefined;
  /** The name for EHLO. Default: the gateway's host, as the connection comes from there. */
  name?: string | undefined;
  /** Speaks LMTP (RFC 2033), in which each recipient has an answer of their own. */
  lmtp?: boolean | undefined;
  /** Whether commands go out together where the server offers that (RFC 2920). On unless set. */
  pipelining?: boolean | undefined;
  /** Whether mails go in chunks where the server offers that (RFC 3030). On unless set. */
  chunking?: boolean | undefined;
  /**
   * Whether attachments go as they are, without base64, where the server offers that (BINARYMIME, RFC 3030). Off unless
   * set: a server has to convert the mail for the next one if that does not take it, which not every server does, and
   * a signature of the mail breaks then.
   */
  binaryMime?: boolean | undefined;
  /**
   * Says nothing after the greeting that the page does not say with `raw`, EHLO included. Where the greeting refuses (554,
   * RFC 5321 section 3.1), there is no session to say anything in, and QUIT is said as without this. Off unless set.
   */
  byHand?: boolean | undefined;
  /** Whether the connection is kept for the next mail. On unless set; `false` takes leave after each mail. */
  pool?: boolean | undefined;
  /**
   * For how long a connection is kept that no mail uses. Default: 60,000, as people who write several mails do so
   * within that, and a gateway has a few hundred places for all its pages. At most 240,000: mail servers hang up
   * after five minutes (RFC 5321 section 4.5.3.2.7), and who takes leave before is never cut off in the middle.
   */
  idleTimeout?: number | undefined;
  /** How many mails go over one connection, where the server names no smaller number (RFC 9422). Default: 100. */
  maxMessages?: number | undefined;
  /** Until the gateway has reached the mail server. Default: 15,000 for the gateway itself, and 90,000 for the server. */
  connectionTimeout?: number | undefined;
  /** From there until the server greets. Default: what RFC 5321 section 4.5.3.2 says, as for all that follows. */
  greetingTimeout?: number | undefined;
  /** For a sign of life of the server's while a mail or a command is under way. */
  socketTimeout?: number | undefined;
  /** Signs every mail that does not say `dkim` itself (RFC 6376). */
  dkim?: DkimSigner | undefined;
  /** Whether pictures that stand in `html` as `data:` become attachments, in every mail. */
  attachDataUrls?: boolean | undefined;
  /** Refuses `href` and `path`, but for `data:`, in every mail. */
  disableUrlAccess?: boolean | undefined;
  /** The most recipients of one mail. Default: 100,000; 0: any number. */
  maxRecipients?: number | undefined;
  /** Hears what happens: `true` for the console, or an object with nodemailer's `debug`, `info`, `warn` and `error`. */
  logger?: boolean | Logger | undefined;
  /** Tells `logger` each line that is said, too, passwords masked. */
  debug?: boolean | undefined;
  /** The same as `debug`, as a mail's content is cut short in either. */
  transactionLog?: boolean | undefined;
  /**
   * Encodes and sends in a worker, so that the page stays smooth while a large mail goes out: `true`, or the worker
   * itself, or where its script lies (`wsmtp/worker.js`). In a worker, `true` means that one.
   */
  worker?: boolean | Worker | string | URL | undefined;
  /** The WebSocket to use where there is none of the browser's kind, such as that of `ws` in Node.js 20. */
  webSocket?: WebSocketConstructor | undefined;
  /** The wasm of the sessions, where it does not lie beside its JavaScript. */
  wasm?: WasmSource | undefined;
  /** The wasm that composes mails, where it does not lie beside its JavaScript. */
  composerWasm?: WasmSource | undefined;
}
