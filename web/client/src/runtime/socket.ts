import { maxBinary, maxText, subprotocol } from "../../pkg/wsmtp_wasm.js";

/** Makes a WebSocket: the browser's own class, or one like it. */
export type WebSocketConstructor = new (url: string, protocol: string) => object;

/** Who hears what happens to a WebSocket. */
export interface SocketReport {
  opened(): void;
  text(text: string): void;
  binary(octets: Uint8Array): void;
  closed(code: number): void;
}

/** What is used of a WebSocket, whoever made it. */
type Used = Pick<
  WebSocket,
  "binaryType" | "onopen" | "onmessage" | "onclose" | "onerror" | "send" | "close"
>;

/** A WebSocket that has one listener. Once it is closed here, it reports no more. */
export class Socket {
  readonly #socket: Used;

  /** Begins to open; throws what the class throws, for an address that is none. */
  constructor(Made: WebSocketConstructor, url: string, report: SocketReport) {
    this.#socket = new Made(url, subprotocol()) as Used;
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => report.opened();
    this.#socket.onmessage = ({ data }: MessageEvent<unknown>) => read(data, report);
    this.#socket.onclose = ({ code }) => report.closed(code);
    // `onclose` comes after it; some programs end where nobody hears an error.
    this.#socket.onerror = () => undefined;
  }

  /** A WebSocket that cannot send is closing, and reports that by itself. */
  send(message: string | Uint8Array<ArrayBuffer>): void {
    try {
      this.#socket.send(message);
    } catch {
      // As above.
    }
  }

  close(): void {
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
  }
}

/** Of a message that is too long, no more than shows it: the rest would take room that the wasm never gives back. */
function read(data: unknown, report: SocketReport): void {
  if (data instanceof ArrayBuffer) {
    report.binary(new Uint8Array(data, 0, Math.min(data.byteLength, maxBinary() + 1)));
  } else {
    report.text(String(data).slice(0, maxText() + 1));
  }
}
