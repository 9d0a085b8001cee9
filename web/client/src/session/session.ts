import type { Letter, Message } from "../compose/message.js";
import { WsmtpError, cancelled } from "../error/error.js";
import { caught, toError, unknown } from "../error/failure.js";
import type { Reply } from "../error/reply.js";
import type { Failure } from "../error/report.js";
import type {
  CommandName,
  Done,
  EngineEvent,
  Progress,
  Runtime,
  Security,
  TlsReport,
  TranscriptLine,
} from "../runtime/wire.js";
import { deferred } from "../runtime/deferred.js";
import { type SessionEventMap, SessionTarget } from "./events.js";
import { Link, type SessionStart } from "./link.js";
import { Meanings } from "./meaning.js";
import { prepare } from "./prepare.js";
import { type SentMessageInfo, sentInfo } from "./sent.js";
import { signalFor, signalOf } from "./signal.js";
import { unless, until } from "./stop.js";
import { Turns } from "./turns.js";

/** What is known about the connection; it fills while the session opens. */
export interface SessionInfo {
  /** Address and port that the gateway is connected to. */
  peer: string;
  /** How the gateway's operator secures the way to the mail server. */
  security: Security;
  /** What TLS has shown; null while the way to the mail server is in clear. */
  tls: TlsReport | null;
  /** The lines of the server's newest EHLO reply. */
  capabilities: string[];
  /** The largest mail that the server takes, in octets (SIZE, RFC 1870); null where it names none. */
  size: number | null;
  /** How many mails the server takes in one session (LIMITS, RFC 9422); null where it names no number. */
  mailMax: number | null;
}

/** How a command is stopped. */
export interface CommandOptions {
  /** Takes back what waits for its turn, and ends the session for what is under way. */
  signal?: AbortSignal | undefined;
}

/** How one mail is followed and stopped. */
export interface SendOptions extends CommandOptions {
  /**
   * Takes back a mail that waits, be it for its turn, a token, a connection or its attachments; ends the session
   * for one that is on its way. A mail that the server may have taken already fails with `outcome-unknown`.
   */
  signal?: AbortSignal | undefined;
  /**
   * Told each time that the mail server's socket has taken more of the mail. Where it goes in several parts (LIMITS,
   * RFC 9422), these are the octets of all of them.
   */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Told each line that is said while it is the mail's turn. */
  onTranscript?: ((line: TranscriptLine) => void) | undefined;
}

/**
 * One SMTP session with one mail server, for consoles and tutorials; `transport.connect()` opens it. Commands and
 * mails go one after another, in the order in which they are asked for, and wait until the session is ready.
 *
 * @example
 * ```js
 * const transport = createTransport({ gateway, upstream, auth: { user, pass: password } });
 * const session = transport.connect();
 * session.addEventListener("transcript", ({ detail }) => console.log(detail.direction, detail.text));
 * await session.ready;
 * console.log(session.info.capabilities);
 * await session.sendMail({ from: user, to: "ada@sandbox.test", subject: "Hello", text: "Hello Ada" });
 * await session.quit();
 * ```
 */
export class Session extends SessionTarget {
  /** Fulfilled when the server waits for a mail; rejected when it never will. */
  readonly ready: Promise<void>;
  /** Fulfilled when the session is over, however it ended. */
  readonly closed: Promise<void>;
  /** What is known about the connection so far. */
  readonly info: SessionInfo = {
    peer: "",
    security: "none",
    tls: null,
    capabilities: [],
    size: null,
    mailMax: null,
  };

  readonly #start: SessionStart;
  readonly #link: Link;
  readonly #meanings = new Meanings();
  readonly #turns = new Turns();
  readonly #ending = deferred<void>();
  /** Nothing is composed any more for a session that is over. */
  readonly #stop = new AbortController();

  /** Why the session ends or has ended, where it was not by `quit`; null as long as it goes on. */
  get failure(): WsmtpError | null {
    return this.#link.failure;
  }

  /** @internal Use `transport.connect()`. */
  constructor(start: SessionStart) {
    super();
    this.#start = start;
    this.#link = new Link(start, (event) => this.#hear(event));
    this.ready = this.#link.ready;
    this.closed = this.#ending.promise;
    void this.#link.over.then((error) => this.#end(error));
  }

  /**
   * Sends one mail. Resolves when the server has accepted it for at least one recipient; rejects with a
   * {@link WsmtpError} otherwise.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * const mail = { from: user, to: "ada@sandbox.test", subject: "Hello", text: "Hello Ada" };
   * const { accepted } = await session.sendMail(mail, { onProgress: ({ sent }) => console.log(sent) });
   * console.log(accepted);
   * await session.quit();
   * ```
   */
  async sendMail(message: Message, options: SendOptions = {}): Promise<SentMessageInfo> {
    const signal = signalFor(message, options);
    const composing = until([signal, this.#stop.signal], (either) => {
      return prepare(message, this.#start, either);
    });
    return this.deliver(composing, { ...options, signal });
  }

  /** @internal Sends a mail that is composed, or is being composed. */
  deliver(
    composing: Letter | Promise<Letter>,
    options: SendOptions = {},
  ): Promise<SentMessageInfo> {
    const composed = Promise.resolve(composing);
    // Heard of in the mail's turn, which may be long after.
    composed.catch(() => undefined);
    return this.#turns.take(() => this.#mail(composed, options), options.signal);
  }

  /**
   * NOOP: asks the server for a sign of life.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.noop()).code);
   * await session.quit();
   * ```
   */
  noop(options: CommandOptions = {}): Promise<Reply> {
    return this.#simple("noop", null, options);
  }

  /**
   * RSET: makes the server forget the mail in progress.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.reset()).text);
   * await session.quit();
   * ```
   */
  reset(options: CommandOptions = {}): Promise<Reply> {
    return this.#simple("reset", null, options);
  }

  /**
   * HELP: asks what the server understands, or how to use one of it.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.help("MAIL")).text);
   * await session.quit();
   * ```
   */
  help(about: string | null = null, options: CommandOptions = {}): Promise<Reply> {
    return this.#simple("help", about, options);
  }

  /**
   * VRFY: asks whether the server knows a user; most servers keep that to themselves.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.verify("ada")).code);
   * await session.quit();
   * ```
   */
  verify(who: string, options: CommandOptions = {}): Promise<Reply> {
    return this.#simple("verify", who, options);
  }

  /**
   * EXPN: asks who is on a mailing list; most servers keep that to themselves.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * console.log((await session.expand("staff")).code);
   * await session.quit();
   * ```
   */
  expand(list: string, options: CommandOptions = {}): Promise<Reply> {
    return this.#simple("expand", list, options);
  }

  /**
   * Says a line as it is: a command, a response to a prompt, or, after DATA, a line of content, which `.` ends.
   * Resolves with the replies: none to a line of content, and several to its end in LMTP. With the transport's
   * `byHand` the session says nothing else, not even EHLO; only to a greeting that refuses it says QUIT.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, byHand: true }).connect();
   * for (const line of ["EHLO page.example", "NOOP"]) {
   *   for (const reply of await session.raw(line)) console.log(reply.code, reply.text);
   * }
   * await session.quit();
   * ```
   */
  raw(line: string, options: CommandOptions = {}): Promise<Reply[]> {
    return this.#command("raw", line, options);
  }

  /**
   * QUIT: takes leave, and resolves when the session is over.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * await session.quit();
   * ```
   */
  async quit(options: CommandOptions = {}): Promise<void> {
    await this.#simple("quit", null, options);
    await this.closed;
  }

  /** @internal Takes leave when it is time to, and closes where the goodbye itself takes longer, in milliseconds. */
  leave(limit: number): void {
    void this.#turns.take(async () => {
      const late = setTimeout(() => this.close(), limit);
      void this.closed.then(() => clearTimeout(late));
    });
    this.quit().catch(() => this.close());
  }

  /**
   * Closes at once. What is under way fails.
   *
   * @example
   * ```js
   * const session = createTransport({ gateway, upstream, auth: { user, pass: password } }).connect();
   * session.close();
   * await session.closed;
   * ```
   */
  close(): void {
    this.#link.abort();
  }

  /** One event from the engine. */
  #hear(event: EngineEvent): void {
    switch (event.type) {
      case "line": {
        const { type: _, ...line } = event;
        return this.#tell("transcript", this.#meanings.with(line));
      }
      case "progress":
        return this.#tell("progress", { sent: event.sent, total: event.total });
      case "opened":
        Object.assign(this.info, { peer: event.peer, security: event.security });
        return event.tls === null ? undefined : this.#secured(event.tls);
      case "secured":
        return this.#secured(event.tls);
      case "capabilities": {
        const { type: _, ...known } = event;
        return void Object.assign(this.info, known);
      }
    }
  }

  #secured(tls: TlsReport): void {
    this.info.tls = tls;
    this.#tell("secured", tls);
  }

  #end(error: WsmtpError): void {
    this.#stop.abort(error);
    this.#turns.drop(error);
    this.#ending.resolve();
    this.#tell("closed", null);
  }

  #tell<K extends keyof SessionEventMap>(type: K, detail: SessionEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Sends a mail whose turn it is. */
  async #mail(composed: Promise<Letter>, options: SendOptions): Promise<SentMessageInfo> {
    const { signal } = options;
    const unfollow = this.#follow(options);
    try {
      const letter = await unless(signal, composed).catch((error: unknown) => {
        throw this.#blamed(error, signal);
      });
      return await this.#act(signal, async () => sentInfo(letter, await this.#outcome(letter)));
    } finally {
      unfollow();
    }
  }

  /** Acts when the session is ready; from then on the signal ends the session. */
  async #act<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
    const stop = (): void => this.close();
    try {
      await unless(signal, this.ready);
      // While nobody listened.
      if (signal?.aborted === true) throw cancelled(signal);
      signal?.addEventListener("abort", stop);
      return await act();
    } catch (error) {
      throw this.#blamed(error, signal);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * What became of a mail. The engine tells that even where the session breaks, so a mail of which it tells nothing
   * never came to it; unless it has died itself, in its worker or of a fault of its own, and nobody knows.
   */
  async #outcome({ wire, mail, sources }: Letter): Promise<Done> {
    let given = false;
    const asked = this.#link.ask(
      (engine) => engine.send(wire, mail, sources),
      () => (given = true),
    );
    const answer = await asked.catch((thrown: unknown) => {
      const error = caught(thrown);
      throw given && error.code === "internal" ? unknown(error) : error;
    });
    if (answer.type === "refused") throw toError(await this.#sized(answer.failure, wire, mail));
    if (answer.type !== "done") throw unknown(mixedUp());
    return answer;
  }

  /** Of all that a mail asks for too much of, only room is nothing that another session or another time could give. */
  async #sized(failure: Failure, ...mail: Parameters<Runtime["measure"]>): Promise<Failure> {
    const { size } = this.info;
    if (failure.code !== "limit" || size === null) return failure;
    const isLarge = (await this.#start.runtime.measure(...mail)) > size;
    return isLarge ? { ...failure, code: "too-large" } : failure;
  }

  /** The session may be closed because of the mail, or because time was up, and not the other way round. */
  #blamed(error: unknown, signal: AbortSignal | undefined): unknown {
    if (!(error instanceof WsmtpError) || error.code !== "closed") return error;
    return signal?.aborted === true ? cancelled(signal) : (this.#link.failure ?? error);
  }

  /** Gives a command when its turn has come, and waits for all replies to it. */
  async #command(
    name: CommandName,
    argument: string | null,
    options: CommandOptions,
  ): Promise<Reply[]> {
    const signal = signalOf(options);
    const ask = async (): Promise<Reply[]> => {
      const answer = await this.#link.ask((engine) => engine.command(name, argument));
      if (answer.type === "refused") throw toError(answer.failure);
      if (answer.type !== "replied") throw mixedUp();
      return answer.replies;
    };
    return this.#turns.take(() => this.#act(signal, ask), signal);
  }

  async #simple(
    name: CommandName,
    argument: string | null,
    options: CommandOptions,
  ): Promise<Reply> {
    const [reply] = await this.#command(name, argument, options);
    if (reply === undefined) throw mixedUp();
    return reply;
  }

  /** Tells of this session to the options' functions, until the result is called. */
  #follow({ onProgress, onTranscript }: SendOptions): () => void {
    const until = new AbortController();
    const { signal } = until;
    this.addEventListener("progress", ({ detail }) => onProgress?.(detail), { signal });
    this.addEventListener("transcript", ({ detail }) => onTranscript?.(detail), { signal });
    return () => until.abort();
  }
}

function mixedUp(): WsmtpError {
  return new WsmtpError("internal", "wsmtp mixed up two answers: reload the page");
}
