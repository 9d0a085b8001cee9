import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Site } from "./site.js";

const VITE = "../../web/node_modules/vite/bin/vite.js";

/** No weaker than the gateway's own pages have it; sessions go to gateways on this machine. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:*; base-uri 'none'; form-action 'none'";

const run = promisify(execFile);

/** A web site elsewhere, whose one page has the custom elements and the practice server, and nothing on it. */
export class Stage {
  private constructor(
    private readonly site: Site,
    private readonly folder: string,
  ) {}

  /** Builds the page, as a site that uses the elements would. */
  static async build(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), "wsmtp-stage-"));
    await run(process.execPath, [VITE, "build", "stage", "--outDir", folder]);
    const site = await Site.start(folder);
    site.policy = POLICY;
    return new Stage(site, folder);
  }

  get origin(): string {
    return this.site.origin;
  }

  async stop(): Promise<void> {
    this.site.stop();
    await rm(this.folder, { recursive: true });
  }
}
