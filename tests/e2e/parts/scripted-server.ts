import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Upstream } from "./gateway.js";

/** What a server says to a line; `close` hangs up, `silence` says nothing. */
export type Answer = { readonly say: string } | "close" | "silence";

/** A mail server on loopback that answers each line it reads by a rule, the greeting by the empty line. */
export class ScriptedServer {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static start(rule: (line: string) => Answer): Promise<ScriptedServer> {
    return ScriptedServer.each(() => rule);
  }

  /** A server with a rule of its own for each session. */
  static async each(session: () => (line: string) => Answer): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on("connection", (socket) => scripted.serve(socket, session()));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How a gateway reaches it. */
  get upstream(): Upstream {
    return { host: "127.0.0.1", port: this.port, tls: "none" };
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private serve(socket: Socket, rule: (line: string) => Answer): void {
    this.sockets.add(socket);
    // A page that hangs up is part of the tests, not an error.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.sockets.delete(socket));
    act(socket, rule(""));
    const lines = createInterface({ input: socket, crlfDelay: Infinity });
    lines.on("line", (line) => act(socket, rule(line)));
    // It tells of the socket's errors once more.
    lines.on("error", () => undefined);
  }
}

function act(socket: Socket, answer: Answer): void {
  if (answer === "close") socket.destroy();
  else if (answer !== "silence") socket.write(`${answer.say}\r\n`);
}

/** Answers as a friendly server does that offers nothing special; content lines get silence, its end 250. */
export function friendly(): (line: string) => Answer {
  let content = false;
  return (line) => {
    if (content) {
      content = line !== ".";
      return content ? "silence" : { say: "250 2.0.0 kept" };
    }
    content = line === "DATA";
    if (line === "") return { say: "220 scripted.test ESMTP" };
    if (line === "QUIT") return { say: "221 2.0.0 bye" };
    return { say: content ? "354 go on" : "250 2.0.0 fine" };
  };
}

/** The same, and every line that such a server has heard. */
export function listening(): { readonly heard: string[]; readonly rule: (line: string) => Answer } {
  const heard: string[] = [];
  const rule = friendly();
  return {
    heard,
    rule: (line) => {
      heard.push(line);
      return rule(line);
    },
  };
}
