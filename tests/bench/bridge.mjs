// The bridge that is written in ten lines: node bridge.mjs PORT HOST:PORT [FILE], where FILE holds the authority of TLS.
import { readFileSync } from "node:fs";
import net from "node:net";
import tls from "node:tls";
import { createWebSocketStream, WebSocketServer } from "ws";

const [port, server, ca] = process.argv.slice(2);
const to = new URL(`tcp://${server}`);
const where = { host: to.hostname, port: to.port, noDelay: true, ca: ca && readFileSync(ca) };
new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false }).on(
  "connection",
  (page) => {
    const [stream, socket] = [
      createWebSocketStream(page),
      ca ? tls.connect(where) : net.connect(where),
    ];
    stream
      .on("error", () => socket.destroy())
      .pipe(socket)
      .on("error", () => page.terminate())
      .pipe(stream);
  },
);
