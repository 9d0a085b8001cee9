import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server of a stranger's, which remembers what it was asked for. */
export interface Tracker {
  readonly origin: string;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export async function startTracker(): Promise<Tracker> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
