import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const SITE = "../../web/site/dist";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Another web site, which has put the compose element on a page of its own. */
export class Embedder {
  private constructor(private readonly server: Server) {}

  /** Serves the page with `attributes` on the element, on an origin of its own. */
  static async start(attributes: Readonly<Record<string, string>>): Promise<Embedder> {
    const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site");
      const path = pathname === "/" ? "/index.html" : normalize(pathname);
      readFile(join(SITE, path)).then(
        (file) => {
          const type = TYPES[extname(path)] ?? "application/octet-stream";
          const body = path === "/index.html" ? embed(file.toString(), written.join(" ")) : file;
          response.writeHead(200, { "content-type": type }).end(body);
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return new Embedder(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function embed(page: string, attributes: string): string {
  return page.replace("<wsmtp-compose", `<wsmtp-compose ${attributes}`);
}
