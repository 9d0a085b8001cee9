/** All that a field can be for. */
const ALL = [
  "8BITMIME",
  "AUTH PLAIN OAUTHBEARER EXTERNAL ANONYMOUS",
  "DELIVERBY",
  "DSN",
  "FUTURERELEASE 999999999 2100-01-01T00:00:00Z",
  "MT-PRIORITY",
  "SMTPUTF8",
];

/** A gateway and a mail server at the other end of a WebSocket that leads nowhere. They keep what is said to them. */
export class Loopback {
  static latest: Loopback | null = null;
  /** What the mail server offers. */
  static offers: readonly string[] = ALL;
  /** Whether the gateway signs in by itself. */
  static ready = false;
  /** Each message to the gateway, and each line to the server. */
  readonly heard: string[] = [];
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  #taken = 0;
  #rest = "";
  #content = false;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });

  constructor() {
    Loopback.latest = this;
    queueMicrotask(() => this.onopen?.());
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") this.#opened(data);
    else this.#take(data);
  }

  close(): void {}

  /** The header and body of the mail, without its end. */
  get content(): string[] {
    const begin = this.heard.indexOf("DATA") + 1;
    return begin === 0 ? [] : this.heard.slice(begin, this.heard.indexOf(".", begin));
  }

  /** Everything else. */
  get commands(): string[] {
    const begin = this.heard.indexOf("DATA") + 1;
    return [...this.heard.slice(0, begin), ...this.heard.slice(begin + this.content.length)];
  }

  #opened(message: string): void {
    this.heard.push(message);
    const opened = { type: "opened", peer: "mx", tls: null, security: "none", window: 65_536 };
    const ready = Loopback.ready ? { ready: ["mx", ...Loopback.offers] } : {};
    this.#tell(JSON.stringify({ ...opened, ...ready }));
    if (!Loopback.ready) this.#say("220 mx");
  }

  #take(bytes: Uint8Array): void {
    this.#taken += bytes.length;
    this.#tell(JSON.stringify({ type: "ack", bytes: this.#taken }));
    // Throws for what is not UTF-8.
    const lines = (this.#rest + this.#utf8.decode(bytes, { stream: true })).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      this.heard.push(line);
      this.#answer(line);
    }
  }

  #answer(line: string): void {
    if (this.#content && line !== ".") return;
    this.#content = line === "DATA";
    const verb = line.split(" ")[0]?.toUpperCase();
    if (verb === "EHLO")
      this.#say(["mx", ...Loopback.offers].map((one) => `250-${one}`).join("\r\n"), "250 HELP");
    else if (verb === "AUTH") this.#say("235 welcome");
    else if (verb === "QUIT") this.#say("221 bye");
    else this.#say(this.#content ? "354 go on" : "250 fine");
  }

  #say(...lines: string[]): void {
    this.#tell(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")).buffer);
  }

  /** As a browser does: never before what was called has returned. */
  #tell(data: unknown): void {
    setTimeout(() => this.onmessage?.({ data }));
  }
}
