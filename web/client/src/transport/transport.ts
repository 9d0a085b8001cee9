import { checkGiven } from "../compose/bad-input.js";
import { withDefaults } from "../compose/defaults.js";
import type { Letter, Message } from "../compose/message.js";
import { WsmtpError, over } from "../error/error.js";
import { caught } from "../error/failure.js";
import type { Runtime } from "../runtime/wire.js";
import { runtimeOf } from "../runtime/runtime.js";
import { Gateway } from "../session/gateway.js";
import type { SessionStart } from "../session/link.js";
import { check, prepare } from "../session/prepare.js";
import type { SentMessageInfo } from "../session/sent.js";
import {
  type CommandOptions,
  type SendOptions,
  Session,
  type SessionInfo,
} from "../session/session.js";
import { signalFor, signalOf } from "../session/signal.js";
import { unless, until } from "../session/stop.js";
import { Turns } from "../session/turns.js";
import { checkOptions } from "./check.js";
import { type TransportEventMap, TransportTarget } from "./events.js";
import { Kept } from "./kept.js";
import { type Logger, logEvents, logMail, loggerOf } from "./log.js";
import type { TransportOptions } from "./options.js";
import { mayReplace } from "./replace.js";
import { failedFor, joined, onWhole, restOf } from "./rest.js";
import { sessionStart } from "./start.js";

/** For how long a connection is kept that nobody uses, in milliseconds; `TransportOptions.idleTimeout` says why. */
const IDLE_TIMEOUT = 60_000;
/** As nodemailer's. */
const MAX_MESSAGES = 100;

/** How a transport is closed. */
export interface CloseOptions {
  /** Whether what is under way fails, too, and the sessions of `connect()` end. Off unless set. */
  force?: boolean | undefined;
}

/**
 * The way to one mail server; make it with {@link createTransport}. It keeps one connection, over which mails go one
 * after another, in the order in which they are given.
 *
 * @example
 * ```js
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * const mails = ["ada", "bob"].map((name) =>
 *   transport.sendMail({ from: user, to: `${name}@sandbox.test`, subject: "Hello", text: `Hello ${name}` }),
 * );
 * for (const { accepted, response } of await Promise.all(mails)) console.log(accepted, response);
 * transport.close();
 * ```
 */
export class Transport extends TransportTarget {
  readonly #options: TransportOptions;
  readonly #defaults: Partial<Message>;
  readonly #gateway: Gateway;
  readonly #runtime: Runtime;
  readonly #start: SessionStart;
  readonly #logger: Logger | null;
  readonly #turns = new Turns(() => this.#rested());
  readonly #kept: Kept;
  readonly #sessions = new Set<Session>();
  /** Sessions for mails that are not over, those that are being left among them. */
  #connections = 0;
  /** Mails that are composed and not sent. */
  #composing = 0;
  /** Whether `clear` was told since the last one began. */
  #clear = true;
  #closed = false;
  /** Aborted where the transport is closed by force. */
  readonly #stop = new AbortController();

  /** @internal Use {@link createTransport}. */
  constructor(options: TransportOptions, defaults: Partial<Message> = {}) {
    super();
    checkOptions(options);
    this.#options = options;
    this.#defaults = defaults;
    this.#gateway = new Gateway(options.gateway);
    this.#runtime = runtimeOf(options);
    this.#start = sessionStart(options, {
      gateway: this.#gateway,
      runtime: this.#runtime,
      complete: (message) => this.complete(message),
      load: () => this.#load(),
    });
    const { pool = true, idleTimeout = IDLE_TIMEOUT, maxMessages = MAX_MESSAGES } = options;
    this.#kept = new Kept({ pool, idleTimeout, maxMessages }, () => this.#openKept());
    this.#logger = loggerOf(options.logger);
    const lines = options.debug === true || options.transactionLog === true;
    if (this.#logger !== null) logEvents(this, this.#logger, lines);
    // So that it is there when the first mail is sent; whoever needs it hears of a failure.
    this.#load().catch(() => undefined);
    setTimeout(() => this.#tellIdle());
  }

  /**
   * Sends one mail over the connection that is kept, or a new one. Resolves when the server has accepted it for at
   * least one recipient; rejects with a {@link WsmtpError} otherwise. Where a kept connection turns out to be dead
   * before anything of the mail was sent, the mail goes over a new one.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * const info = await transport.sendMail(
   *   { from: user, to: "ada@sandbox.test", attachments: [{ filename: "a.txt", content: "hello" }] },
   *   { signal: AbortSignal.timeout(60_000), onProgress: ({ sent, total }) => console.log(sent, total) },
   * );
   * console.log(info.accepted, info.rejected, info.messageId);
   * transport.close();
   * ```
   */
  async sendMail(message: Message, options: SendOptions = {}): Promise<SentMessageInfo> {
    const signal = signalFor(message, options);
    const composing = this.#until(signal, (either) => this.#compose(message, either));
    const sending = this.#inTurn(async () => {
      const letter = await composing;
      return this.#send(letter, { ...options, signal, onProgress: onWhole(options.onProgress) });
    }, signal);
    // A mail that cannot be composed need not wait for its turn to say so.
    const sent = Promise.all([sending, composing]).then(([info]) => info);
    if (this.#logger !== null) logMail(sent, this.#logger);
    return sent;
  }

  /**
   * Opens the connection, or keeps the one that is there for longer, while a person still writes. Resolves when the
   * server waits for a mail; rejects where that cannot be, which nobody needs to catch.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * await transport.warm();
   * await transport.sendMail({ from: user, to: "ada@sandbox.test", text: "as quick as can be" });
   * transport.close();
   * ```
   */
  warm(options: CommandOptions = {}): Promise<void> {
    const ready = this.#warm(options);
    ready.catch(() => undefined);
    return ready;
  }

  /**
   * Connects and signs in, and sends nothing. Resolves to true; rejects with a {@link WsmtpError} that says what is
   * wrong. The connection is kept for a mail.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * console.log(await transport.verify());
   * transport.close();
   * ```
   */
  async verify(options: CommandOptions = {}): Promise<true> {
    const signal = signalOf(options);
    await this.#inTurn(
      () =>
        this.#through(signal, async (session, old) => {
          await unless(signal, session.ready);
          if (old) await session.noop({ signal });
        }),
      signal,
    );
    return true;
  }

  /**
   * Composes a mail and sends nothing: all its octets as they would go out, with its signature, where it is signed. The
   * boundaries between its parts are others each time.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream });
   * const mail = await transport.compose({ from: "ada@sandbox.test", to: "bob@sandbox.test", text: "hello" });
   * console.log(mail.size, await mail.text());
   * transport.close();
   * ```
   */
  async compose(message: Message, options: CommandOptions = {}): Promise<Blob> {
    const signal = signalFor(message, options);
    this.#composing += 1;
    try {
      return await this.#until(signal, async (either) => {
        const { mail, sources } = await this.#compose(message, either);
        return this.#runtime.compose(mail, sources);
      });
    } finally {
      this.#composing -= 1;
      this.#endRuntime();
    }
  }

  /**
   * Whether no mail is under way and none waits.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * console.log(transport.isIdle());
   * transport.close();
   * ```
   */
  isIdle(): boolean {
    return this.#turns.idle;
  }

  /**
   * What is known about the connection that is kept, such as how large a mail may be; null while there is none.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * await transport.warm();
   * console.log(transport.info?.size);
   * transport.close();
   * ```
   */
  get info(): SessionInfo | null {
    return this.#kept.info;
  }

  /** @internal Whether it takes no more mails. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Starts a session of its own, for consoles and tutorials. It can be listened to at once, and used at once: commands
   * wait until it is ready. Throws {@link WsmtpError} `closed` where the transport is closed.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.help()).text);
   * await session.quit();
   * ```
   */
  connect(): Session {
    if (this.#closed) throw over("transport");
    return this.#begin();
  }

  /**
   * Takes no more mails. The one that is under way is finished, those that wait fail with `closed`, and the connection
   * is left.
   *
   * @example
   * ```js
   * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
   * await transport.verify();
   * transport.close();
   * ```
   */
  close(options: CloseOptions = {}): void {
    checkGiven(options);
    this.#closed = true;
    this.#turns.drop(over("transport"));
    if (options.force === true) {
      this.#stop.abort(over("transport"));
      for (const session of this.#sessions) session.close();
    }
    if (this.#turns.idle) this.#kept.leave();
    this.#endRuntime();
  }

  async #warm(options: CommandOptions): Promise<void> {
    return unless(signalOf(options), this.#warmed());
  }

  async #warmed(): Promise<void> {
    if (this.#closed) throw over("transport");
    if (!this.#turns.idle) return this.#kept.held().ready;
    const { session } = this.#kept.take();
    await session.ready;
    // Not before: a server that takes long to greet is no session that nobody uses.
    if (this.#turns.idle && this.#kept.holds(session)) this.#kept.rest();
  }

  /** Sends a mail whose turn it is; where one session is too short for all its recipients, over several. */
  async #send(letter: Letter, options: SendOptions): Promise<SentMessageInfo> {
    const first = await this.#through(options.signal, (session) => {
      this.#kept.count(session);
      return session.deliver(letter, options);
    });
    const rest = restOf(letter, first);
    if (rest === null) return first;
    this.#kept.leave();
    const sent = this.#send(rest, options);
    return joined(first, rest, await sent.catch((error) => failedFor(rest, caught(error))));
  }

  /** Does something in the kept session, and once more in a fresh one where the kept one turns out to be dead. */
  async #through<T>(
    signal: AbortSignal | undefined,
    act: (session: Session, old: boolean) => Promise<T>,
  ): Promise<T> {
    if (this.#stop.signal.aborted) throw over("transport");
    const { session, old } = this.#kept.take();
    let progressed = false;
    const progress = (): void => void (progressed = true);
    session.addEventListener("progress", progress, { once: true });
    try {
      return await act(session, old);
    } catch (error) {
      const wanted = !this.#closed && signal?.aborted !== true;
      const dead = error instanceof WsmtpError && mayReplace(error, progressed, session.info);
      if (session.failure !== null) this.#kept.forget(session);
      if (!old || !wanted || !dead) throw error;
      if (this.#kept.holds(session)) this.#kept.leave();
      return act(this.#kept.take().session, false);
    } finally {
      session.removeEventListener("progress", progress);
    }
  }

  async #inTurn<T>(act: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#closed) throw over("transport");
    return this.#turns.take(act, signal);
  }

  /** Acts until the page stops it, or closes the transport by force. */
  #until<T>(signal: AbortSignal | undefined, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return until([signal, this.#stop.signal], act);
  }

  #rested(): void {
    if (this.#closed) this.#kept.leave();
    else this.#kept.rest();
    this.#tell("idle", null);
    this.#tellClear();
    this.#endRuntime();
  }

  /** @internal The message with all that is so for each mail of this transport. */
  complete(given: Message): Message {
    const { dkim, attachDataUrls, disableUrlAccess, maxRecipients } = this.#options;
    const always = {
      // Whoever sets them, nobody else unsets them.
      attachDataUrls: attachDataUrls || undefined,
      disableUrlAccess: disableUrlAccess || this.#defaults.disableUrlAccess || undefined,
      maxRecipients,
    };
    return withDefaults(withDefaults(always, given), { dkim, ...this.#defaults });
  }

  /** @internal Refuses what no mail can hold, and sends nothing. */
  check(message: Message): Promise<void> {
    return check(message, this.#start);
  }

  /** Decides everything about a mail; what no mail can hold is refused here, before there is a connection. */
  async #compose(given: Message, signal: AbortSignal): Promise<Letter> {
    if (this.#closed) throw over("transport");
    return prepare(given, this.#start, signal);
  }

  #begin(): Session {
    const session = new Session(this.#start);
    this.#sessions.add(session);
    void session.closed.then(() => {
      this.#sessions.delete(session);
      this.#endRuntime();
    });
    return session;
  }

  #openKept(): Session {
    const session = this.#begin();
    this.#connections += 1;
    this.#clear = false;
    let ready = false;
    session.ready.then(
      () => (ready = true),
      () => undefined,
    );
    session.addEventListener("transcript", ({ detail }) => this.#tell("transcript", detail));
    session.addEventListener("progress", ({ detail }) => this.#tell("progress", detail));
    session.addEventListener("secured", ({ detail }) => this.#tell("secured", detail));
    session.addEventListener("closed", () => {
      const lost = this.#kept.holds(session) && ready && this.#turns.idle;
      this.#kept.forget(session);
      this.#connections -= 1;
      if (lost && session.failure !== null) this.#tell("error", session.failure);
      this.#tellClear();
    });
    return session;
  }

  /** As nodemailer's pool does: whoever sends the next mail at `idle` begins with this. */
  #tellIdle(): void {
    if (this.#turns.idle && !this.#closed) this.#tell("idle", null);
  }

  #tellClear(): void {
    if (this.#clear || !this.#turns.idle || this.#connections > 0) return;
    this.#clear = true;
    this.#tell("clear", null);
  }

  #tell<K extends keyof TransportEventMap>(type: K, detail: TransportEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Where the gateway serves the wasm too, its absence is why that cannot be loaded. */
  async #load(): Promise<void> {
    try {
      await this.#runtime.load();
    } catch (error) {
      throw (await this.#gateway.absence()) ?? error;
    }
  }

  #endRuntime(): void {
    const used = this.#composing > 0 || !this.#turns.idle || this.#sessions.size > 0;
    if (this.#closed && !used) this.#runtime.close();
  }
}

/**
 * The way to one mail server through a gateway. `defaults` are true of every mail that does not say otherwise. Throws
 * {@link WsmtpError} `bad-input` for options that are unknown, of the wrong kind, or contradict each other.
 *
 * @example
 * ```js
 * const transport = createTransport(
 *   { gateway, upstream, auth: { user, pass: password } },
 *   { from: `Ada Lovelace <${user}>`, headers: { "X-Page": "docs" } },
 * );
 * await transport.sendMail({ to: "bob@sandbox.test", subject: "Hello", text: "Hello Bob" });
 * transport.close();
 * ```
 */
export function createTransport(
  options: TransportOptions,
  defaults: Partial<Message> = {},
): Transport {
  return new Transport(options, defaults);
}
