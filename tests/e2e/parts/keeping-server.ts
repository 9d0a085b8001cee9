import { type WriteStream, createWriteStream } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** A mail that the server has taken: its command, and the content to the octet, in a file. */
export interface KeptMail {
  readonly command: string;
  readonly octets: number;
}

/** A mail server on loopback that keeps what comes in chunks (BDAT, RFC 3030), and waits in the middle where it is told to. */
export class KeepingServer {
  private readonly sockets = new Set<Socket>();
  /** Stops to read at each of these counts of octets of content, until what it gives is fulfilled. */
  pauses: { readonly at: number; readonly until: () => Promise<void> }[] = [];
  readonly mails: KeptMail[] = [];

  private constructor(
    private readonly server: Server,
    private readonly offers: readonly string[],
    /** Where the content of the newest mail lies. */
    readonly file: string,
  ) {}

  static async start(offers: readonly string[], file: string): Promise<KeepingServer> {
    const server = createServer();
    const keeping = new KeepingServer(server, ["keeping.test", ...offers], file);
    server.on("connection", (socket) => void keeping.serve(socket));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return keeping;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async serve(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    // A page that hangs up is part of the tests, not an error.
    socket.on("error", () => socket.destroy());
    socket.write("220 keeping.test ESMTP\r\n");
    const talk = new Talk(this.offers, this.file);
    for await (const piece of socket as AsyncIterable<Buffer>) {
      const before = talk.octets;
      for (const reply of await talk.take(piece)) socket.write(`${reply}\r\n`);
      const due = this.pauses.filter(({ at }) => before < at && talk.octets >= at);
      for (const { until } of due) await until();
      this.mails.push(...talk.done.splice(0));
    }
  }
}

/** One connection's side of the server. */
class Talk {
  readonly done: KeptMail[] = [];
  /** Octets of the content of the mail that is under way. */
  octets = 0;
  private chunk = 0;
  private last = false;
  private line = "";
  private command = "";
  private content: WriteStream | undefined;

  constructor(
    private readonly offers: readonly string[],
    private readonly file: string,
  ) {}

  /** Gives the replies to what has come. */
  async take(piece: Buffer): Promise<string[]> {
    const replies: string[] = [];
    let rest = piece;
    while (rest.length > 0) {
      if (this.chunk > 0) rest = await this.keep(rest, replies);
      else rest = await this.read(rest, replies);
    }
    return replies;
  }

  private async keep(piece: Buffer, replies: string[]): Promise<Buffer> {
    const part = piece.subarray(0, this.chunk);
    this.chunk -= part.length;
    this.octets += part.length;
    await new Promise<void>((written) => this.content?.write(part, () => written()));
    if (this.chunk === 0) replies.push(await this.chunkDone());
    return piece.subarray(part.length);
  }

  private async chunkDone(): Promise<string> {
    if (!this.last) return "250 2.0.0 more";
    await new Promise<void>((closed) => this.content?.end(() => closed()));
    this.done.push({ command: this.command, octets: this.octets });
    return "250 2.0.0 kept";
  }

  private async read(piece: Buffer, replies: string[]): Promise<Buffer> {
    const end = piece.indexOf("\n") + 1 || piece.length;
    this.line += piece.toString("latin1", 0, end);
    if (this.line.endsWith("\n")) {
      replies.push(...(await this.obey(this.line.trimEnd())));
      this.line = "";
    }
    return piece.subarray(end);
  }

  private async obey(line: string): Promise<string[]> {
    const [verb = "", count, last] = line.split(" ");
    if (verb === "BDAT") {
      this.chunk = Number(count);
      this.last = last === "LAST";
      return this.chunk > 0 ? [] : [await this.chunkDone()];
    }
    if (verb === "MAIL") {
      this.command = line;
      this.octets = 0;
      this.content = createWriteStream(this.file);
    }
    if (verb === "QUIT") return ["221 2.0.0 bye"];
    if (verb !== "EHLO") return ["250 2.0.0 fine"];
    const lines = this.offers.map((offer) => `250-${offer}`);
    return [...lines, "250 HELP"];
  }
}
