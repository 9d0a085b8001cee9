import type { Message } from "../compose/message.js";
import { WsmtpError, over } from "../error/error.js";
import { caught, toError } from "../error/failure.js";
import type { Engine, EngineEvent, EngineOptions, Runtime } from "../runtime/wire.js";
import { type Deferred, deferred } from "../runtime/deferred.js";
import type { Gateway } from "./gateway.js";
import { type Awaited, Patience, type Timeouts } from "./patience.js";

/** What a session is made from. */
export interface SessionStart {
  gateway: Gateway;
  /** A message with all that is so for each mail. */
  complete: (message: Message) => Message;
  runtime: Runtime;
  /** Fulfilled when the runtime can be used. */
  load: () => Promise<void>;
  /** Everything of this session's own, fresh tokens among it; `renew` where the access token was refused. */
  options: (renew: boolean, signal: AbortSignal) => Promise<EngineOptions>;
  /** Whether another access token can be had where one is refused. */
  renewable: boolean;
  /** Files go as they are to a server that takes that (BINARYMIME). */
  binary: boolean;
  /** A way to the mail server without TLS is none. */
  requireTls: boolean;
  timeouts: Timeouts;
}

/** What comes in answer to a mail or a command. */
export type Answer = Extract<EngineEvent, { type: "replied" | "done" | "refused" }>;

/** The engine of one session, from its opening to its end. */
export class Link {
  readonly #start: SessionStart;
  readonly #tell: (event: EngineEvent) => void;
  readonly #opening = deferred<void>();
  readonly #ending = deferred<WsmtpError>();
  readonly #stop = new AbortController();
  readonly #patience: Patience;
  #engine: Engine | null = null;
  /** Until a gateway has heard them: tokens may be good for one session only. */
  #options: Promise<EngineOptions> | null = null;
  #answer: Deferred<Answer> | null = null;
  #awaited: Awaited = "connection";
  #ready = false;
  #renewed = false;
  #triedAgain = false;
  #failure: WsmtpError | null = null;
  #ended = false;

  /** Begins to open; every event is told. */
  constructor(start: SessionStart, tell: (event: EngineEvent) => void) {
    this.#start = start;
    this.#tell = tell;
    this.#patience = new Patience(start.timeouts, (what, limit) => this.abort(late(what, limit)));
    void this.#open();
  }

  /** Fulfilled when the server waits for a mail. */
  get ready(): Promise<void> {
    return this.#opening.promise;
  }

  /** Fulfilled at the end, with why. */
  get over(): Promise<WsmtpError> {
    return this.#ending.promise;
  }

  /** Why the session has to end, where that is known already. */
  get failure(): WsmtpError | null {
    return this.#failure;
  }

  /**
   * Gives the engine a mail or a command, once it is ready, and waits for the answer; `given` is called when the
   * engine has it. Where the session ends without an answer, that is thrown.
   */
  async ask(give: (engine: Engine) => void, given: () => void = () => undefined): Promise<Answer> {
    await this.ready;
    if (this.#ended || this.#engine === null) throw await this.over;
    const answer = (this.#answer = deferred<Answer>());
    given();
    give(this.#engine);
    this.#wait();
    return answer.promise;
  }

  /** Ends the session at once. */
  abort(why: WsmtpError | null = null): void {
    this.#failure ??= why;
    this.#stop.abort();
    if (this.#engine === null) this.#end();
    else this.#engine.abort();
  }

  async #open(): Promise<void> {
    const { runtime, load, options } = this.#start;
    try {
      this.#options ??= options(this.#renewed, this.#stop.signal);
      const [given] = await Promise.all([this.#options, load()]);
      if (this.#ended) return;
      this.#awaited = "connection";
      this.#engine = runtime.open(given, (event) => this.#hear(event));
      this.#wait();
    } catch (thrown) {
      this.#failure ??= caught(thrown);
      this.#end();
    }
  }

  #hear(event: EngineEvent): void {
    if (event.type === "closed") return void this.#closed();
    this.#heed(event);
    this.#wait();
    // A sign-in that is tried again has failed for nobody yet.
    if (event.type !== "failed") this.#tell(event);
  }

  #heed(event: EngineEvent): void {
    switch (event.type) {
      case "opened":
        this.#options = null;
        this.#awaited = "greeting";
        if (this.#start.requireTls && event.security === "none") this.abort(notSecure());
        return;
      case "line":
        this.#awaited = "socket";
        return;
      case "ready":
        this.#awaited = "socket";
        this.#ready = true;
        return this.#opening.resolve();
      case "replied":
      case "done":
      case "refused":
        this.#answer?.resolve(event);
        this.#answer = null;
        return;
      case "failed":
        this.#failure ??= toError(event.failure);
        return;
    }
  }

  #wait(): void {
    const idle = this.#ready && this.#answer === null;
    this.#patience.wait(this.#ended || idle ? null : this.#awaited);
  }

  async #closed(): Promise<void> {
    this.#engine = null;
    if (this.#failure?.code === "websocket-refused") return this.#unopened();
    const refused = this.#failure?.code === "wrong-password" && this.#failure.step === "auth";
    const stopped = this.#stop.signal.aborted;
    if (!refused || this.#renewed || !this.#start.renewable || stopped) return this.#end();
    this.#renewed = true;
    this.#failure = null;
    this.#patience.wait(null);
    return this.#open();
  }

  /**
   * Browsers hide why a WebSocket did not open, so the gateway is asked. Where it answers, the network may just have come
   * back, and the WebSocket has one more try.
   */
  async #unopened(): Promise<void> {
    this.#failure = null;
    if (this.#stop.signal.aborted) return this.#end();
    const error = await this.#start.gateway.refusal();
    if (this.#ended) return;
    if (error.code === "websocket-refused" && !this.#triedAgain) {
      this.#triedAgain = true;
      return this.#open();
    }
    this.#failure = error;
    return this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#engine = null;
    this.#patience.wait(null);
    this.#stop.abort();
    const error = this.#failure ?? over("session");
    this.#opening.reject(error);
    this.#answer?.reject(error);
    this.#ending.resolve(error);
  }
}

function late(what: Awaited, limit: number): WsmtpError {
  const missing = {
    connection: "the mail server was not reached",
    greeting: "the mail server did not greet",
    socket: "the mail server gave no sign of life",
  }[what];
  const message = `${missing} within ${limit} ms: try again, or later if it stays so`;
  return new WsmtpError("timeout", message, { temporary: true });
}

function notSecure(): WsmtpError {
  const message =
    "the gateway's operator chose no TLS to this mail server: choose another, or leave out requireTLS";
  return new WsmtpError("insecure", message);
}
