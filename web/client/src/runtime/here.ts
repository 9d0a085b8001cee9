import { Session as WasmSession, measure } from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";
import { composed } from "./composed.js";
import { Reader, unreadable } from "./reader.js";
import { Socket, type WebSocketConstructor } from "./socket.js";
import { type WasmSource, loadWasm } from "./wasm.js";
import { wellFormed } from "./utf16.js";
import type {
  Engine,
  EngineEvent,
  EngineOptions,
  Failure,
  Runtime,
  Wanted,
  WireMail,
} from "./wire.js";

/** What the wasm runs with; each has its default. */
export interface HereOptions {
  wasm?: WasmSource | undefined;
  /** Default: the global `WebSocket`. */
  WebSocket?: WebSocketConstructor | undefined;
}

/** Runs the wasm in this very thread. */
export function here({ wasm, WebSocket }: HereOptions = {}): Runtime {
  return {
    load: () => loadWasm(wasm),
    measure: (mail) => Promise.resolve().then(() => measured(mail)),
    compose: (mail, sources) =>
      Promise.resolve()
        .then(() => composed(wellFormed(mail), sources))
        .catch(rethrow),
    open: (options, hear) => new HereEngine(options, hear, WebSocket ?? globalThis.WebSocket),
    close: () => undefined,
  };
}

function measured(mail: WireMail): number {
  try {
    return measure(wellFormed(mail));
  } catch (thrown) {
    return rethrow(thrown);
  }
}

function rethrow(thrown: unknown): never {
  const { code, message } = toFailure(thrown);
  throw new WsmtpError(code, message);
}

/** What a session of the wasm asks for: a message to send, an event to tell of, or null to close the WebSocket. */
type Action = string | Uint8Array<ArrayBuffer> | EngineEvent | Wanted | null;

/** The longest that browsers wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** One session: the WebSocket and the clock for the wasm, which is told what happens and says what is to be done. */
class HereEngine implements Engine {
  readonly #hear: (event: EngineEvent) => void;
  readonly #start = performance.now();
  #wasm: WasmSession | null = null;
  #socket: Socket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reader: Reader | null = null;
  /** How often the wasm has wanted something. */
  #wishes = 0;

  constructor(
    options: EngineOptions,
    hear: (event: EngineEvent) => void,
    Made: WebSocketConstructor | undefined,
  ) {
    this.#hear = hear;
    try {
      if (Made === undefined) throw noWebSocket();
      this.#wasm = new WasmSession(wellFormed(options));
      this.#socket = this.#connect(Made, options.url);
      this.#obey();
    } catch (thrown) {
      queueMicrotask(() => this.#broke(thrown));
    }
  }

  send(...[envelope, mail, sources]: Parameters<Engine["send"]>): void {
    this.#try((wasm, now) => {
      this.#reader = new Reader(sources);
      wasm.send(now, wellFormed(envelope), wellFormed(mail));
    });
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
    } catch {
      const what = `${JSON.stringify(url)} is not a WebSocket's address`;
      throw new WsmtpError("bad-input", `${what}: check the gateway`);
    }
  }

  /** Calls what is answered; what it refuses is the answer. */
  #try(call: (wasm: WasmSession, now: number) => void): void {
    if (this.#wasm === null) return this.#refuse(closed());
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
    this.#tell({ type: "refused", failure: toFailure(thrown) });
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
      Math.min(Math.max(wait, 0), LONGEST),
    );
  }

  #heard(event: EngineEvent): void {
    if (event.type === "done") this.#reader = null;
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
  async #supply({ source, offset, length }: Wanted): Promise<void> {
    const reader = this.#reader;
    const wish = ++this.#wishes;
    const octets = await reader?.read(source, offset, length).catch(() => null);
    if (wish !== this.#wishes || reader !== this.#reader) return;
    if (octets instanceof Uint8Array) this.#input((wasm, now) => wasm.supply(now, octets));
    else this.#input((wasm, now) => wasm.missing(now, unreadable(reader?.sources[source])));
  }

  /** The session is over, and of a mail that was under way nobody knows. The wasm's part is lost with its fault. */
  #broke(thrown: unknown): void {
    this.#end();
    this.#tell({ type: "failed", failure: toFailure(thrown) });
    this.#tell({ type: "closed" });
  }

  /** Gives the wasm's part, for whoever can free it. */
  #end(): WasmSession | null {
    const wasm = this.#wasm;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#wasm = null;
    this.#socket = null;
    this.#reader = null;
    return wasm;
  }
}

function closed(): WsmtpError {
  return new WsmtpError("closed", "the session is closed: open a new one");
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
function toFailure(thrown: unknown): Failure {
  if (thrown instanceof WsmtpError) return failed(thrown.code, thrown.message);
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as Failure;
  return failed("internal", `wsmtp failed, reload the page: ${String(thrown)}`);
}

function failed(code: Failure["code"], message: string): Failure {
  const nothing = { step: null, reply: null, explanation: null, recipient: null };
  return { code, message, temporary: false, ...nothing };
}
