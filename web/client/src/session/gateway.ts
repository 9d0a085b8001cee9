import { parsedUrl } from "../compose/url.js";
import { WsmtpError } from "../error/error.js";

/** A gateway that answers at all does so in this time, in milliseconds. */
const PROBE_LIMIT = 5_000;

/** The addresses of one gateway. */
export class Gateway {
  readonly #base: URL;

  /** Takes the gateway's base address, such as `https://mail.example.org`. */
  constructor(address: string | URL) {
    const text = String(address);
    const url = parsedUrl(text);
    if (url === null || !/^(?:http|ws)s?:/.test(text)) {
      throw new WsmtpError(
        "bad-input",
        `${JSON.stringify(text)} is not a gateway's address: write it as https://mail.example.org`,
      );
    }
    this.#base = url;
    this.#base.protocol = this.#base.protocol.replace("ws", "http");
    this.#base.search = "";
    this.#base.hash = "";
    if (!this.#base.pathname.endsWith("/")) this.#base.pathname += "/";
  }

  /** Where the WebSocket opens. */
  get tunnel(): string {
    const url = new URL("tunnel", this.#base);
    url.protocol = url.protocol.replace("http", "ws");
    return url.href;
  }

  /** The gateway's host as a name for EHLO: the mail server sees the gateway's connection. */
  get heloName(): string {
    const host = this.#base.hostname;
    if (host.startsWith("[")) return `[IPv6:${host.slice(1)}`;
    return /^[\d.]+$/.test(host) ? `[${host}]` : host;
  }

  /** Browsers hide why a WebSocket did not open; this finds out whether anybody is there at all. */
  async refusal(): Promise<WsmtpError> {
    return (
      (await this.absence()) ??
      new WsmtpError(
        "websocket-refused",
        `the gateway at ${this.#base.origin} answers but refused the connection: check its address, or ask its operator to list this page's origin`,
      )
    );
  }

  /** The error for a gateway that does not answer, or null for one that does. */
  async absence(): Promise<WsmtpError | null> {
    if (await this.#answers()) return null;
    return new WsmtpError(
      "gateway-down",
      `the gateway at ${this.#base.origin} cannot be reached: check the network, or ask its operator whether it runs`,
      { temporary: true },
    );
  }

  async #answers(): Promise<boolean> {
    try {
      await fetch(new URL("healthz", this.#base), {
        mode: "no-cors",
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(PROBE_LIMIT),
      });
      return true;
    } catch {
      return false;
    }
  }
}
