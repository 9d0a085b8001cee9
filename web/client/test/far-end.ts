/** What the far end does about a line: says replies, or hangs up; nothing where it is silent. */
export type Answer = string | readonly string[] | { close: number } | null;

/** What a gateway and mail server do, by the number of the connection (from 0) and the line; the empty line asks for the greeting. */
export type Rule = (line: string, connection: number) => Answer;

/** What the mail server offers, beside its name. */
export function friendly(...offers: string[]): Rule {
  return (line) => {
    const [verb = ""] = line.toUpperCase().split(" ");
    if (verb === "") return "220 mx ready";
    if (verb === "EHLO")
      return ["mx", ...offers].map((one, at, all) => `250${at < all.length - 1 ? "-" : " "}${one}`);
    if (verb === "AUTH") return "235 welcome";
    if (verb === "DATA") return "354 go on";
    if (verb === "QUIT") return "221 bye";
    return "250 fine";
  };
}

/** One connection: what was said to it. */
export interface Connection {
  /** Each message to the gateway, and each line to the server but those of content, of which the end is kept. */
  readonly heard: string[];
  /** What came in chunks (BDAT). */
  readonly content: string;
  /** Ends it from the far side. */
  end(code: number): void;
  /** Says something that was not asked for. */
  say(...lines: string[]): void;
}

/** A gateway with a mail server behind it, at the other end of WebSockets that lead nowhere. */
export class FarEnd {
  readonly connections: Connection[] = [];
  /** For `webSocket` of a transport. */
  readonly WebSocket: new (url: string, protocol: string) => object;

  /** `ready`: the gateway signs in by itself, and the server offers this. */
  constructor(rule: Rule, ready?: readonly string[]) {
    const connections = this.connections;
    this.WebSocket = class extends Loop {
      constructor() {
        super(rule, connections.length, ready);
        connections.push(this);
      }
    };
  }

  /** All that was said to the servers, a list for each connection, without the first message and EHLO. */
  get commands(): string[][] {
    return this.connections.map(({ heard }) =>
      heard.slice(1).filter((line) => !line.startsWith("EHLO")),
    );
  }
}

class Loop implements Connection {
  readonly heard: string[] = [];
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly #rule: Rule;
  readonly #number: number;
  readonly #ready: readonly string[] | undefined;
  #taken = 0;
  #rest = "";
  /** Within the lines of DATA. */
  #content = false;
  /** Octets of a chunk that are still to come. */
  #chunk = 0;
  readonly #chunks: Uint8Array[] = [];
  #over = false;

  constructor(rule: Rule, number: number, ready: readonly string[] | undefined) {
    this.#rule = rule;
    this.#number = number;
    this.#ready = ready;
    setTimeout(() => this.onopen?.());
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") this.#opened(data);
    else this.#take(data);
  }

  close(): void {
    this.#over = true;
  }

  get content(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    setTimeout(() => this.onclose?.({ code }));
  }

  say(...lines: string[]): void {
    if (lines.length === 0) return;
    this.#tell(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join("")).buffer);
  }

  #opened(message: string): void {
    this.heard.push(message);
    const opened = { type: "opened", peer: "mx", tls: null, security: "none", window: 65_536 };
    const ready = this.#ready === undefined ? {} : { ready: ["mx", ...this.#ready] };
    this.#tell(JSON.stringify({ ...opened, ...ready }));
    if (this.#ready === undefined) this.#obey("");
  }

  #take(bytes: Uint8Array): void {
    this.#taken += bytes.length;
    this.#tell(JSON.stringify({ type: "ack", bytes: this.#taken }));
    let rest = bytes;
    while (rest.length > 0) rest = this.#chunk > 0 ? this.#keep(rest) : this.#read(rest);
  }

  #keep(bytes: Uint8Array): Uint8Array {
    const part = bytes.slice(0, this.#chunk);
    this.#chunks.push(part);
    this.#chunk -= part.length;
    if (this.#chunk === 0) this.#obey("BDAT");
    return bytes.subarray(part.length);
  }

  #read(bytes: Uint8Array): Uint8Array {
    const end = bytes.indexOf(10) + 1 || bytes.length;
    this.#rest += new TextDecoder().decode(bytes.subarray(0, end));
    if (this.#rest.endsWith("\r\n")) {
      const line = this.#rest.slice(0, -2);
      this.#rest = "";
      this.#line(line);
    }
    return bytes.subarray(end);
  }

  #line(line: string): void {
    if (this.#content && line !== ".") return;
    this.heard.push(line);
    this.#chunk = Number(/^BDAT (\d+)/.exec(line)?.[1] ?? 0);
    if (this.#chunk === 0) this.#obey(line);
  }

  #obey(line: string): void {
    const answer = this.#rule(line, this.#number);
    this.#content = line === "DATA" && String(answer).startsWith("354");
    if (typeof answer === "string") this.say(answer);
    else if (answer === null) return;
    else if ("close" in answer) this.end(answer.close);
    else this.say(...answer);
  }

  /** As a browser does: never before what was called has returned, and nothing after the end. */
  #tell(data: unknown): void {
    if (this.#over) return;
    setTimeout(() => this.onmessage?.({ data }));
  }
}
