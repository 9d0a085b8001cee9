import { Session as WasmSession, measure } from "../../pkg/wsmtp_wasm.js";
import { WsmtpError } from "../error/error.js";
import { composed } from "./composed.js";
import { Reader, unreadable } from "./reader.js";
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

/** Makes a WebSocket: the browser's own class, or one like it. */
export type WebSocketConstructor = new (url: string, protocol: string) => object;

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

/** One session. What the wasm throws becomes an event. */
class HereEngine implements Engine {
  readonly #hear: (event: EngineEvent) => void;
  #wasm: WasmSession | null = null;
  #reader: Reader | null = null;
  /** How often the wasm has wanted something. */
  #wishes = 0;

  constructor(
    options: EngineOptions,
    hear: (event: EngineEvent) => void,
    Socket: WebSocketConstructor | undefined,
  ) {
    this.#hear = hear;
    try {
      if (Socket === undefined) throw noWebSocket();
      const connect = (url: string, protocol: string): object => new Socket(url, protocol);
      this.#wasm = new WasmSession(wellFormed(options), connect, (event: EngineEvent | Wanted) =>
        this.#heard(event),
      );
    } catch (thrown) {
      queueMicrotask(() => this.#broke(thrown));
    }
  }

  send(...[envelope, mail, sources]: Parameters<Engine["send"]>): void {
    this.#try((wasm) => {
      this.#reader = new Reader(sources);
      wasm.send(wellFormed(envelope), wellFormed(mail));
    });
  }

  command(...[name, argument]: Parameters<Engine["command"]>): void {
    this.#try((wasm) => wasm.command(name, wellFormed({ [name]: argument })[name]));
  }

  abort(): void {
    this.#guard((wasm) => wasm.abort());
  }

  #try(act: (wasm: WasmSession) => void): void {
    try {
      if (this.#wasm === null) {
        throw new WsmtpError("closed", "the session is closed: open a new one");
      }
      act(this.#wasm);
    } catch (thrown) {
      if (isTrap(thrown)) this.#broke(thrown);
      else this.#hear({ type: "refused", failure: toFailure(thrown) });
    }
  }

  /** Does what is not answered; what it throws ends the session. */
  #guard(act: (wasm: WasmSession) => void): void {
    try {
      if (this.#wasm !== null) act(this.#wasm);
    } catch (thrown) {
      this.#broke(thrown);
    }
  }

  /** The session is over, and of a mail that was under way nobody knows. */
  #broke(thrown: unknown): void {
    this.#wasm = null;
    this.#reader = null;
    this.#hear({ type: "failed", failure: toFailure(thrown) });
    this.#hear({ type: "closed" });
  }

  #heard(event: EngineEvent | Wanted): void {
    if (event.type === "wanted") return void this.#supply(event);
    if (event.type === "done") this.#reader = null;
    this.#hear(event);
    if (event.type === "closed") this.#free();
  }

  /** Reads what the wasm wants. A mail that is over, or a newer wish, makes this one void. */
  async #supply({ source, offset, length }: Wanted): Promise<void> {
    const reader = this.#reader;
    const wish = ++this.#wishes;
    const octets = await reader?.read(source, offset, length).catch(() => null);
    if (wish !== this.#wishes || reader !== this.#reader) return;
    if (octets instanceof Uint8Array) this.#guard((wasm) => wasm.supply(octets));
    else this.#guard((wasm) => wasm.missing(unreadable(reader?.sources[source])));
  }

  /** After the event that the wasm is telling of. */
  #free(): void {
    const wasm = this.#wasm;
    this.#wasm = null;
    this.#reader = null;
    queueMicrotask(() => wasm?.free());
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
function toFailure(thrown: unknown): Failure {
  if (thrown instanceof WsmtpError) return failed(thrown.code, thrown.message);
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as Failure;
  return failed("internal", `wsmtp failed, reload the page: ${String(thrown)}`);
}

function failed(code: Failure["code"], message: string): Failure {
  const nothing = { step: null, reply: null, explanation: null, recipient: null };
  return { code, message, temporary: false, ...nothing };
}
