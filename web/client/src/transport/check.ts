import { badInput } from "../compose/bad-input.js";
import {
  type Kind,
  anything,
  call,
  demand,
  either,
  flag,
  oneOf,
  text,
  thing,
  whole,
} from "../compose/kind.js";
import { TIMER_MAX } from "../runtime/timer.js";
import type { TransportOptions } from "./options.js";

const time = whole(1, TIMER_MAX);
/** Beyond this, servers hang up by themselves. */
const IDLE_MAX = 240_000;

const KINDS: Record<keyof TransportOptions, Kind> = {
  gateway: either(text, thing),
  upstream: text,
  host: text,
  port: whole(1, 65_535),
  secure: flag,
  requireTLS: flag,
  ignoreTLS: flag,
  tls: oneOf("implicit", "starttls", "none"),
  auth: thing,
  authMethod: text,
  allowCleartextAuth: flag,
  token: either(text, call),
  name: text,
  lmtp: flag,
  pipelining: flag,
  chunking: flag,
  binaryMime: flag,
  byHand: flag,
  pool: flag,
  idleTimeout: whole(0, IDLE_MAX),
  maxMessages: whole(1, Number.MAX_SAFE_INTEGER),
  connectionTimeout: time,
  greetingTimeout: time,
  socketTimeout: time,
  dkim: call,
  attachDataUrls: flag,
  disableUrlAccess: flag,
  maxRecipients: whole(0, Number.MAX_SAFE_INTEGER),
  logger: either(flag, thing),
  debug: flag,
  transactionLog: flag,
  worker: either(flag, text, thing),
  webSocket: call,
  wasm: anything,
  composerWasm: anything,
};

const BY_GATEWAY = "the gateway makes the connection, as its operator says";
const ONE_BY_ONE = "mails go one after another over one connection";

/** What nodemailer has and a page cannot, and why. */
const ABSENT: Readonly<Record<string, string>> = {
  service: "name the operator's server as upstream",
  url: "name the server as upstream or host",
  proxy: BY_GATEWAY,
  getSocket: BY_GATEWAY,
  socket: BY_GATEWAY,
  connection: BY_GATEWAY,
  secured: BY_GATEWAY,
  localAddress: BY_GATEWAY,
  dnsTimeout: BY_GATEWAY,
  allowInternalNetworkInterfaces: BY_GATEWAY,
  servername: BY_GATEWAY,
  opportunisticTLS: "TLS that may be left out protects nothing",
  forceAuth: "where auth is set, the session signs in",
  customAuth: "the mechanisms are the engine's",
  maxResponseSize: "the engine bounds what it takes",
  socketCloseTimeout: "the gateway closes by itself",
  maxConnections: ONE_BY_ONE,
  rateLimit: ONE_BY_ONE,
  rateDelta: ONE_BY_ONE,
  maxRequeues: "a mail is begun again once, where nothing of it was sent",
  disableFileAccess: "a page reads no files by their path",
  normalizeHeaderKey: "names of header fields stay as they are given",
  component: "there is one",
};

/** Throws `bad-input` for an option that there is not, or one of another kind. `undefined` counts as left out. */
export function checkOptions(options: TransportOptions): void {
  if (thing(options) !== null)
    throw badInput("the transport has no options: give at least the gateway");
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof TransportOptions] : null;
    if (kind === null) throw badInput(unknown(name));
    demand(`the transport's ${name}`, value, kind);
  }
}

function unknown(name: string): string {
  const why = Object.hasOwn(ABSENT, name) ? ABSENT[name] : "look for a typing error";
  return `the transport has no option ${JSON.stringify(name)}: leave it out, ${why}`;
}
