import { Session as WasmSession } from "../../pkg/wsmtp_wasm.js";
import { WsmtpError, over } from "../error/error.js";
import { caught, toError, toFailure } from "../error/failure.js";
import type { Failure } from "../error/report.js";
import { composed, measured } from "./composed.js";
import { Content } from "./content.js";
import { Socket, type WebSocketConstructor } from "./socket.js";
import { TIMER_MAX } from "./timer.js";
import { type WasmSource, loadComposer, loadCore } from "./wasm.js";
import { wellFormed } from "./utf16.js";
import type { Engine, EngineEvent, EngineOptions, Runtime, Wanted } from "./wire.js";

/** What the wasm runs with; each has its default. */
export interface HereOptions {
  wasm?: WasmSource | undefined;
  composerWasm?: WasmSource | undefined;
  /** Default: the global `WebSocket`. */
  WebSocket?: WebSocketConstructor | undefined;
}

/** Runs the wasm in this very thread. */
export function here({ wasm, composerWasm, WebSocket }: HereOptions = {}): Runtime {
  const composer = (): Promise<void> => loadComposer(composerWasm);
  return {
    load: () => {
      // Nobody waits for it before there is a mail; who does then hears of a failure.
      composer().catch(() => undefined);
      return loadCore(wasm);
    },
    measure: (envelope, mail) =>
      Promise.all([loadCore(wasm), composer()])
        .then(() => measured(envelope, mail))
        .catch(rethrow),
    compose: (mail, sources) =>
      composer()
        .then(() => composed(mail, sources))
        .catch(rethrow),
    open: (options, hear) =>
      new HereEngine(options, hear, composer, WebSocket ?? globalThis.WebSocket),
    close: () => undefined,
  };
}

function rethrow(thrown: unknown): never {
  throw toError(failureOf(thrown));
}

/** What a session of the wasm asks for: a message to send, an event to tell of, or null to close the WebSocket. */
type Action = string | Uint8Array<ArrayBuffer> | EngineEvent | Wanted | null;

/** One session: the WebSocket and the clock for the wasm, which is told what happens and says what is to be done. */
class HereEngine implements Engine {
  readonly #hear: (event: EngineEvent) => void;
  /** Fulfilled when mails can be composed. */
  readonly #composer: () => Promise<void>;
  readonly #start = performance.now();
  #wasm: WasmSession | null = null;
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** That of the mail that is under way. */
  #content: Content | null = null;
  /** How often the wasm has wanted something. */
  #wishes = 0;

  constructor(
    options: EngineOptions,
    hear: (event: EngineEvent) => void,
    composer: () => Promise<void>,
    Made: WebSocketConstructor | undefined,
  ) {
    this.#hear = hear;
    this.#composer = composer;
    try {
      if (Made === undefined) throw noWebSocket();
      this.#wasm = new WasmSession(wellFormed(options));
      this.#socket = this.#connect(Made, options.url);
      this.#obey();
    } catch (thrown) {
      queueMicrotask(() => this.#broke(thrown));
    }
  }

  send(...mail: Parameters<Engine["send"]>): void {
    this.#composer().then(
      () => this.#send(...mail),
      (thrown: unknown) => this.#refuse(thrown),
    );
  }

  #send(...[envelope, mail, sources]: Parameters<Engine["send"]>): void {
    this.#try((wasm, now) => {
      const content = new Content(mail, sources, wasm.takesBinary(wellFormed(envelope)));
      try {
        wasm.send(now, envelope, content.facts);
      } catch (refusal) {
        content.free();
        throw refusal;
      }
      this.#carry(content);
    });
  }

  /** Has this content at hand, and no other. */
  #carry(content: Content | null): void {
    this.#content?.free();
    this.#content = content;
  }

  command(...[name, argument]: Parameters<Engine["command"]>): void {
    this.#try((wasm, now) => wasm.command(now, name, wellFormed({ [name]: argument })[name]));
  }

  abort(): void {
    this.#input((wasm, now) => wasm.abort(now));
  }

  #connect(Made: WebSocketConstructor, url: string): Socket {
    try {
      return new Socket(Made, url, {
        opened: () => this.#input((wasm, now) => wasm.connected(now)),
        text: (text) => this.#input((wasm, now) => wasm.text(now, text)),
        binary: (octets) => this.#input((wasm, now) => wasm.binary(now, octets)),
        closed: (code) => this.#input((wasm, now) => wasm.disconnected(now, code)),
      });
    } catch (cause) {
      this.#end()?.free();
      throw unopened(url, cause);
    }
  }

  /** Calls what is answered; what it refuses is the answer. */
  #try(call: (wasm: WasmSession, now: number) => void): void {
    if (this.#wasm === null) return this.#refuse(over("session"));
    this.#input((wasm, now) => {
      try {
        call(wasm, now);
      } catch (thrown) {
        if (isTrap(thrown)) throw thrown;
        this.#refuse(thrown);
      }
    });
  }

  #refuse(thrown: unknown): void {
    this.#tell({ type: "refused", failure: failureOf(thrown) });
  }

  /** Tells the wasm what happens, and does what it asks for. A fault of its own ends the session. */
  #input(happens: (wasm: WasmSession, now: number) => void): void {
    if (this.#wasm === null) return;
    try {
      happens(this.#wasm, performance.now() - this.#start);
      this.#obey();
    } catch (thrown) {
      this.#broke(thrown);
    }
  }

  /** Whoever hears of an event may call the session again, so nothing is kept from one action to the next. */
  #obey(): void {
    for (;;) {
      const action = this.#wasm?.next() as Action | undefined;
      if (action === undefined) break;
      this.#act(action);
    }
    this.#wait();
  }

  #act(action: Action): void {
    if (action === null) this.#socket?.close();
    else if (typeof action === "string" || action instanceof Uint8Array) this.#socket?.send(action);
    else if (action.type === "wanted") void this.#supply(action);
    else this.#heard(action);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const until = this.#wasm?.until();
    if (until === undefined) return;
    const wait = Math.ceil(this.#start + until - performance.now());
    this.#timer = setTimeout(
      () => this.#input((wasm, now) => wasm.tick(now)),
      Math.min(Math.max(wait, 0), TIMER_MAX),
    );
  }

  #heard(event: EngineEvent): void {
    if (event.type === "done") this.#carry(null);
    if (event.type === "closed") this.#end()?.free();
    this.#tell(event);
  }

  /** What the listener throws is the listener's. */
  #tell(event: EngineEvent): void {
    try {
      this.#hear(event);
    } catch {
      // As above.
    }
  }

  /** Reads what the wasm wants. A mail that is over, or a newer wish, makes this one void. */
  async #supply({ offset, length }: Wanted): Promise<void> {
    const content = this.#content;
    const wish = ++this.#wishes;
    const answer = await read(content, offset, length);
    if (wish === this.#wishes && content === this.#content) this.#input(answer);
  }

  /** The session is over, and of a mail that was under way nobody knows. The wasm's part is lost with its fault. */
  #broke(thrown: unknown): void {
    this.#end();
    this.#tell({ type: "failed", failure: failureOf(thrown) });
    this.#tell({ type: "closed" });
  }

  /** Gives the wasm's part, for whoever can free it. */
  #end(): WasmSession | null {
    const wasm = this.#wasm;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#wasm = null;
    this.#socket = null;
    this.#carry(null);
    return wasm;
  }
}

/** For what the class throws: a browser's, for instance, where the page has TLS and the gateway has none. */
function unopened(url: string, cause: unknown): WsmtpError {
  const address = JSON.stringify(url);
  const { name, message } = cause instanceof Error ? cause : { name: "", message: String(cause) };
  const what =
    name === "SyntaxError"
      ? `${address} is not a WebSocket's address: check the gateway`
      : `no WebSocket could be made for ${address} (${message}): check the gateway and webSocket`;
  return new WsmtpError("bad-input", what, { cause });
}

/** What is to be said to the wasm that wants this. */
async function read(
  content: Content | null,
  offset: number,
  length: number,
): Promise<(wasm: WasmSession, now: number) => void> {
  try {
    const octets = (await content?.read(offset, length)) ?? new Uint8Array();
    return (wasm, now) => wasm.supply(now, octets);
  } catch (thrown) {
    return (wasm, now) => {
      // A fault of the composer's, which ends the session as one of its own.
      if (!(thrown instanceof WsmtpError)) throw thrown;
      wasm.missing(now, thrown.message);
    };
  }
}

/** The wasm has met a fault of its own, in whatever it was doing. */
function isTrap(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError;
}

function noWebSocket(): WsmtpError {
  return new WsmtpError(
    "bad-input",
    "there is no WebSocket here: give the transport one as webSocket, such as that of npm's ws",
  );
}

/** What the wasm threw: a failure, or something that nobody foresaw. */
function failureOf(thrown: unknown): Failure {
  const said = typeof thrown === "object" && thrown !== null && "cause" in thrown;
  if (said && !(thrown instanceof Error)) return thrown as Failure;
  return toFailure(caught(thrown));
}
