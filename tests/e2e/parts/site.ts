import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The package as it is built. */
const PACKAGE = "../../web/client";

const PAGE = `<!doctype html><title>Examples</title>
<script type="importmap">{ "imports": { "wsmtp": "/dist/index.js" } }</script>`;

/** Somebody's web site: the files of a folder, on an origin of their own. */
export class Site {
  /** The Content-Security-Policy of all that is served. */
  policy = "";
  /** Where the files are: each path, with a slash at both ends, has all of them. */
  folders: readonly string[] = ["/"];

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    private readonly pages: Readonly<Record<string, string>>,
  ) {
    server.on("request", ({ url }, response) => void this.answer(url ?? "/", response));
  }

  /** Serves `folder`, and in front of it `pages`: HTML by path. */
  static async start(folder: string, pages: Readonly<Record<string, string>> = {}): Promise<Site> {
    const server = createServer();
    const site = new Site(server, folder, pages);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return site;
  }

  /** Serves the package, and a page whose scripts can import it by its name. */
  static withPackage(): Promise<Site> {
    return Site.start(PACKAGE, { "/index.html": PAGE });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    const asked = normalize(new URL(url, this.origin).pathname.replace(/\/$/, "/index.html"));
    const folder = this.folders.find((one) => asked.startsWith(one));
    if (folder === undefined) return void response.writeHead(404).end();
    const path = asked.slice(folder.length - 1);
    const page = this.pages[path];
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    try {
      const body = page ?? (await readFile(join(this.folder, path)));
      const policy = this.policy === "" ? {} : { "content-security-policy": this.policy };
      // The package has many files, and some tests load it often.
      const cached = { "cache-control": "max-age=60" };
      response.writeHead(200, { "content-type": type, ...cached, ...policy }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}
