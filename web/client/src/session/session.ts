import type {
  Engine,
  EngineEvent,
  EngineOptions,
  Progress,
  Runtime,
  Security,
  TlsReport,
  TranscriptLine,
} from "../runtime/wire.js";
import { type SessionEventMap, SessionTarget } from "./events.js";
import { type Deferred, deferred } from "./deferred.js";
import { WsmtpError, cancelled } from "../error/error.js";
import { caught, toError } from "../error/failure.js";
import type { Gateway } from "./gateway.js";
import { type ComposedMail, compose } from "../compose/mail.js";
import type { Message } from "../compose/message.js";
import type { Reply } from "../error/reply.js";
import { type SentMessageInfo, sentInfo } from "./sent.js";
import { type TokenSource, freshToken } from "./token.js";

/** What is known about the connection; it fills while the session opens. */
export interface SessionInfo {
  /** Address and port that the gateway is connected to. */
  peer: string;
  security: Security;
  /** What TLS has shown; null while the way to the mail server is in clear. */
  tls: TlsReport | null;
  /** The lines of the server's newest EHLO reply. */
  capabilities: string[];
}

/** How one mail is followed and stopped. */
export interface SendOptions {
  /**
   * Takes back a mail that waits for its turn; ends the session for one that is on its way. A mail
   * that the server may have taken already fails with `outcome-unknown`.
   */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onTranscript?: ((line: TranscriptLine) => void) | undefined;
}

/** What a session is made from. */
export interface SessionStart {
  gateway: Gateway;
  options: Omit<EngineOptions, "token">;
  token: TokenSource | undefined;
  runtime: Runtime;
}

type Answer = Extract<EngineEvent, { type: "replied" | "done" }>;

/** One SMTP session with one mail server. Commands wait for each other, and for the session to be ready. */
export class Session extends SessionTarget {
  /** Fulfilled when the server waits for a mail; rejected when it never will. */
  readonly ready: Promise<void>;
  /** Fulfilled when the session is over, however it ended. */
  readonly closed: Promise<void>;
  readonly info: SessionInfo = { peer: "", security: "none", tls: null, capabilities: [] };

  readonly #gateway: Gateway;
  readonly #runtime: Runtime;
  readonly #opening = deferred<void>();
  readonly #ending = deferred<void>();
  #engine: Engine | null = null;
  #answer: Deferred<Answer> | null = null;
  /** Fulfilled when every command so far is answered. */
  #turn: Promise<unknown> = Promise.resolve();
  #failure: Promise<WsmtpError> | null = null;
  #over = false;

  /** Use `transport.connect()`. */
  constructor(start: SessionStart) {
    super();
    this.#gateway = start.gateway;
    this.#runtime = start.runtime;
    this.ready = this.#opening.promise;
    this.closed = this.#ending.promise;
    void this.#start(start);
  }

  /** Sends one mail. Resolves when the server has accepted it for at least one recipient. */
  sendMail(message: Message, options: SendOptions = {}): Promise<SentMessageInfo> {
    return this.deliver(compose(message, this.#runtime), options);
  }

  /** Sends a mail that is composed, or is being composed. */
  deliver(
    composing: ComposedMail | Promise<ComposedMail>,
    options: SendOptions,
  ): Promise<SentMessageInfo> {
    const composed = Promise.resolve(composing);
    // Heard of in the mail's turn, which may be long after.
    composed.catch(() => undefined);
    const { signal } = options;
    const sent = deferred<SentMessageInfo>();
    let stop = (): void => sent.reject(cancelled());
    const aborted = (): void => stop();
    const given = (): void => void (stop = () => this.close());
    if (signal?.aborted === true) aborted();
    signal?.addEventListener("abort", aborted);
    void this.#inTurn(() => this.#mail(composed, options, given))
      .then(sent.resolve, sent.reject)
      .finally(() => signal?.removeEventListener("abort", aborted));
    return sent.promise;
  }

  /** Asks the server for a sign of life. */
  noop(): Promise<Reply> {
    return this.#simple((engine) => engine.command("noop", null));
  }

  /** Makes the server forget the mail in progress. */
  reset(): Promise<Reply> {
    return this.#simple((engine) => engine.command("reset", null));
  }

  /** Asks what the server understands, or how to use one of it. */
  help(about?: string): Promise<Reply> {
    return this.#simple((engine) => engine.command("help", about ?? null));
  }

  /** Asks whether the server knows a user; most servers keep that to themselves. */
  verify(user: string): Promise<Reply> {
    return this.#simple((engine) => engine.command("verify", user));
  }

  /** Asks who is on a mailing list; most servers keep that to themselves. */
  expand(list: string): Promise<Reply> {
    return this.#simple((engine) => engine.command("expand", list));
  }

  /**
   * Says a line as it is: a command, a response to a prompt, or, after DATA, a line of content, which `.` ends.
   * Resolves with the replies: none to a line of content, and several to its end in LMTP.
   */
  raw(line: string): Promise<Reply[]> {
    return this.#replies((engine) => engine.command("raw", line));
  }

  /** Takes leave and closes. */
  async quit(): Promise<void> {
    await this.#simple((engine) => engine.command("quit", null));
    await this.closed;
  }

  /** Closes at once. What is under way fails. */
  close(): void {
    if (this.#engine === null) this.#end();
    else this.#engine.abort();
  }

  async #start(start: SessionStart): Promise<void> {
    try {
      const [token] = await Promise.all([freshToken(start.token), this.#runtime.load()]);
      if (this.#over) return;
      const options: EngineOptions = { ...start.options, token };
      this.#engine = this.#runtime.open(options, (event) => this.#hear(event));
    } catch (thrown) {
      this.#failure = Promise.resolve(caught(thrown));
      this.#end();
    }
  }

  /** One event from the wasm. */
  #hear(event: EngineEvent): void {
    switch (event.type) {
      case "line": {
        const { type: _, ...line } = event;
        return this.#tell("transcript", line);
      }
      case "progress":
        return this.#tell("progress", { sent: event.sent, total: event.total });
      case "opened":
        Object.assign(this.info, { peer: event.peer, security: event.security });
        return event.tls === null ? undefined : this.#secured(event.tls);
      case "secured":
        return this.#secured(event.tls);
      case "capabilities":
        this.info.capabilities = event.capabilities;
        return;
      case "ready":
        return this.#opening.resolve();
      case "replied":
      case "done":
        this.#answer?.resolve(event);
        return;
      case "refused":
        this.#answer?.reject(toError(event.failure));
        return;
      case "failed":
        this.#failure ??= this.#diagnose(toError(event.failure));
        return;
      case "closed":
        return this.#end();
    }
  }

  #secured(tls: TlsReport): void {
    this.info.tls = tls;
    this.#tell("secured", tls);
  }

  #tell<K extends keyof SessionEventMap>(type: K, detail: SessionEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** A WebSocket that did not open says nothing about why: ask the gateway. */
  async #diagnose(error: WsmtpError): Promise<WsmtpError> {
    return error.code === "websocket-refused" ? this.#gateway.refusal() : error;
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    void this.#settle();
  }

  async #settle(): Promise<void> {
    const error = await this.#lastWord();
    this.#opening.reject(error);
    this.#answer?.reject(error);
    this.#engine = null;
    this.#ending.resolve();
    this.#tell("closed", null);
  }

  async #lastWord(): Promise<WsmtpError> {
    return (
      (await this.#failure) ?? new WsmtpError("closed", "the session is closed: open a new one")
    );
  }

  /** Acts when the earlier commands are answered. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Sends a mail whose turn it is; `given` is called where it can no longer be taken back. */
  async #mail(
    composed: Promise<ComposedMail>,
    options: SendOptions,
    given: () => void,
  ): Promise<SentMessageInfo> {
    const { signal } = options;
    const unfollow = this.#follow(options);
    try {
      const { letter, mail, sources } = await composed;
      const done = await this.#command("done", (engine) => {
        if (signal?.aborted === true) throw cancelled();
        given();
        engine.send(letter.wire, mail, sources);
      });
      return sentInfo(letter, done);
    } catch (error) {
      // The session is closed because of the mail, not the other way round.
      if (signal?.aborted === true && isClosed(error)) throw cancelled();
      throw error;
    } finally {
      unfollow();
    }
  }

  /** Gives a command, once the session is ready, and waits for its answer. */
  async #command<T extends Answer["type"]>(
    type: T,
    give: (engine: Engine) => void,
  ): Promise<Extract<Answer, { type: T }>> {
    await this.ready;
    if (this.#over || this.#engine === null) throw await this.#lastWord();
    const waiting = deferred<Answer>();
    this.#answer = waiting;
    give(this.#engine);
    const event = await waiting.promise;
    if (isAnswer(event, type)) return event;
    throw mixedUp();
  }

  async #replies(give: (engine: Engine) => void): Promise<Reply[]> {
    return (await this.#inTurn(() => this.#command("replied", give))).replies;
  }

  async #simple(give: (engine: Engine) => void): Promise<Reply> {
    const [reply] = await this.#replies(give);
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

function isClosed(error: unknown): boolean {
  return error instanceof WsmtpError && error.code === "closed";
}

function isAnswer<T extends Answer["type"]>(
  event: Answer,
  type: T,
): event is Extract<Answer, { type: T }> {
  return event.type === type;
}
