import { type Auth, readAuth } from "./auth.js";
import type { EngineOptions, Runtime, Security, SignIn } from "../runtime/wire.js";
import { Gateway } from "../session/gateway.js";
import { compose } from "../compose/mail.js";
import type { Message } from "../compose/message.js";
import type { SentMessageInfo } from "../session/sent.js";
import { type SendOptions, Session } from "../session/session.js";
import type { TokenSource } from "../session/token.js";
import { here } from "../runtime/here.js";
import type { WasmSource } from "../runtime/wasm.js";

/** The port of servers with TLS from the start (RFC 8314). */
const SUBMISSIONS = 465;

type Place = Pick<EngineOptions, "upstream" | "host" | "port" | "tls">;

/** Where mail goes, and as whom. */
export interface TransportOptions {
  /** The gateway's base address, such as `https://mail.example.org`; `location.origin` where it serves the page. */
  gateway: string | URL;
  /** The mail server, by the name that the gateway's operator gave it; or else `host`. */
  upstream?: string | undefined;
  /** The mail server itself, where the operator lets pages choose. */
  host?: string | undefined;
  /** The port of `host`. Default: 465. */
  port?: number | undefined;
  /** How the gateway secures the way to `host`. Default: `implicit` at port 465, else `starttls`. */
  tls?: Security | undefined;
  /** What to sign in with; without it the session does not sign in. */
  auth?: Auth | undefined;
  /** The only mechanism to sign in with, such as `SCRAM-SHA-256`. Default: the strongest that both sides can. */
  authMethod?: string | undefined;
  /** The name for EHLO. Default: the gateway's host, as the connection comes from there. */
  name?: string | undefined;
  /** Admission, for a gateway that asks for it: a token, or a function that gets one for each session. */
  token?: TokenSource | undefined;
  /** Sends the password even where the operator chose no TLS. Off unless set. */
  allowCleartextAuth?: boolean | undefined;
  /** Speaks LMTP (RFC 2033), in which each recipient has an answer of their own. */
  lmtp?: boolean | undefined;
  /** Whether commands go out together where the server offers that (RFC 2920). On unless set. */
  pipelining?: boolean | undefined;
  /** Whether mails go in chunks where the server offers that (RFC 3030). On unless set. */
  chunking?: boolean | undefined;
  /** Says nothing after the greeting that the page does not say with `raw`, EHLO included. Off unless set. */
  byHand?: boolean | undefined;
  /** The wasm, where it does not lie beside its JavaScript. */
  wasm?: WasmSource | undefined;
}

/** The way to one mail server; make it with {@link createTransport}. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #gateway: Gateway;
  readonly #auth: SignIn | null;
  readonly #runtime: Runtime;
  readonly #sessions = new Set<Session>();

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#gateway = new Gateway(options.gateway);
    this.#auth = readAuth(options.auth);
    const runtime = here({ wasm: options.wasm });
    this.#runtime = { ...runtime, load: () => this.#load(runtime) };
    // So that it is there when the first mail is sent; whoever needs it hears of a failure.
    this.#runtime.load().catch(() => undefined);
  }

  /** Starts a session. It can be listened to at once, and used at once: commands wait until it is ready. */
  connect(): Session {
    const { name, token, allowCleartextAuth, ...options } = this.#options;
    const session = new Session({
      gateway: this.#gateway,
      runtime: this.#runtime,
      token,
      options: {
        url: this.#gateway.tunnel,
        ...place(this.#options),
        name: name ?? this.#gateway.heloName,
        auth: this.#auth,
        authMethod: options.authMethod ?? null,
        allowCleartextAuth: allowCleartextAuth ?? false,
        lmtp: options.lmtp ?? false,
        pipelining: options.pipelining ?? true,
        chunking: options.chunking ?? true,
        byHand: options.byHand ?? false,
      },
    });
    this.#sessions.add(session);
    void session.closed.then(() => this.#sessions.delete(session));
    return session;
  }

  /** Sends one mail in a session of its own. Resolves when the server has accepted it for at least one recipient. */
  async sendMail(message: Message, options: SendOptions = {}): Promise<SentMessageInfo> {
    const mail = await compose(message, this.#runtime);
    const session = this.connect();
    try {
      return await session.deliver(mail, options);
    } finally {
      // The mail's fate is known; taking leave needs nobody to wait. A session that is over refuses, which is fine.
      if (options.signal?.aborted === true) session.close();
      else session.quit().catch(() => session.close());
    }
  }

  /** Where the gateway serves the wasm too, its absence is why that cannot be loaded. */
  async #load(runtime: Runtime): Promise<void> {
    try {
      await runtime.load();
    } catch (error) {
      throw (await this.#gateway.absence()) ?? error;
    }
  }

  /** Closes every session. What is under way fails. */
  close(): void {
    for (const session of this.#sessions) session.close();
  }
}

/** Which mail server, as the gateway is asked for it. */
function place({ upstream, host, port, tls }: TransportOptions): Place {
  if (host !== undefined) {
    port ??= SUBMISSIONS;
    tls ??= port === SUBMISSIONS ? "implicit" : "starttls";
  }
  return { upstream: upstream ?? null, host: host ?? null, port: port ?? null, tls: tls ?? null };
}

/** The way to one mail server: `createTransport({ gateway, upstream, auth }).sendMail({ from, to, subject, text })`. */
export function createTransport(options: TransportOptions): Transport {
  return new Transport(options);
}
