import { createServer, request } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** What Chromium asks by itself where a page has a form: what its fields may be for. No page has a part in it. */
const BROWSERS_OWN = /^content-autofill\.googleapis\.com:443$/;

/** What is got from all who are elsewhere. */
const NOTHING = { "content-type": "text/html" };

/**
 * The only way out of a browser: a proxy on loopback, which notes every host that is asked for, by pages and by workers, over HTTP
 * and over WebSockets, and lets nothing off this machine.
 */
export class Watch {
  /** Each thing that was asked for: its host and port, and its path where it is no tunnel. */
  readonly asked: string[] = [];

  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("request", (asked, answer) => this.pass(asked, answer));
    // WebSockets, and all that is https.
    server.on("connect", ({ url }, socket: Socket) => this.tunnel(url ?? "", socket));
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<Watch> {
    const server = createServer();
    const watch = new Watch(server);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return watch;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What was asked of others than who is at this address. */
  elsewhereThan(address: string): string[] {
    const { host } = new URL(address);
    const asked = this.asked.filter((one) => !BROWSERS_OWN.test(one));
    return asked.filter((one) => one !== host && !one.startsWith(`${host}/`));
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(asked.url ?? "/", this.origin);
    this.asked.push(url.host + url.pathname);
    if (!isHere(url.hostname)) return void answer.writeHead(200, NOTHING).end();
    const on = request(url, { method: asked.method, headers: asked.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    on.on("error", () => answer.destroy());
    answer.on("close", () => on.destroy());
    asked.pipe(on);
  }

  private tunnel(to: string, socket: Socket): void {
    this.asked.push(to);
    const { hostname, port } = new URL(`http://${to}`);
    if (!isHere(hostname)) return void socket.destroy();
    const on = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(on).pipe(socket);
    });
    for (const [one, other] of [
      [on, socket],
      [socket, on],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  }
}

function isHere(hostname: string): boolean {
  return hostname === "127.0.0.1";
}
