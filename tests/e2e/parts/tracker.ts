import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server of a stranger's, which remembers what it was asked for. */
export interface Tracker {
  readonly origin: string;
  readonly asked: readonly string[];
  /** How often it was connected to, also where nothing was asked then. */
  readonly connections: number;
  stop(): Promise<void>;
}

export async function startTracker(): Promise<Tracker> {
  const asked: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end();
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    get connections() {
      return connections;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
