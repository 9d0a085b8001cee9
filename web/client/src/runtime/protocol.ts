import type { ErrorCode } from "../error/code.js";
import type {
  CommandName,
  EngineEvent,
  EngineOptions,
  Source,
  WireEnvelope,
  WireMail,
} from "./wire.js";

// What page and worker say to each other, over a port of each runtime's own. All of it is fit for structured clone;
// Blobs and Files go as references, and their bytes are read in the worker alone.

/** Where a wasm is for a worker: nothing where it lies beside the worker's script. */
export type WorkerWasm = string | BufferSource | WebAssembly.Module | undefined;

/** The wasms of a worker. */
export interface WorkerWasms {
  wasm: WorkerWasm;
  composerWasm: WorkerWasm;
}

/** The first message to a worker; the port goes with it. */
export interface Greeting extends WorkerWasms {
  wsmtp: 1;
}

/** What the page asks for. A `call` is answered once. */
export type Order =
  | { type: "load"; call: number }
  | { type: "measure"; call: number; envelope: WireEnvelope; mail: WireMail }
  | { type: "compose"; call: number; mail: WireMail; sources: readonly Source[] }
  | { type: "open"; session: number; options: EngineOptions }
  | {
      type: "send";
      session: number;
      envelope: WireEnvelope;
      mail: WireMail;
      sources: readonly Source[];
    }
  | { type: "command"; session: number; name: CommandName; argument: string | null }
  | { type: "abort"; session: number }
  /** Nothing more is asked for. */
  | { type: "bye" };

/** What the worker tells. */
export type News =
  /** The worker is there; it holds the lock of this name as long as it lives, where the browser has locks. */
  | { type: "hello"; lock: string | null }
  | { type: "answer"; call: number; value: unknown }
  | { type: "failure"; call: number; code: ErrorCode; message: string }
  | { type: "event"; session: number; event: EngineEvent };
