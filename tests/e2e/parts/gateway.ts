import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Part } from "./process.js";
import type { Manners } from "./process.js";

const PROGRAM = process.env["WSMTP_GATEWAY"] ?? "../../target/debug/wsmtp-gateway";

const MANNERS: Manners = { says: "stderr", ready: /listening address=(\S+)/, endsBy: "SIGTERM" };

/** One `[upstream.NAME]` table of a gateway's configuration. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls" | "none";
  readonly ca?: string;
  readonly server_name?: string;
  readonly tokens?: "required" | "none";
}

/** A running gateway, and the address of its pages. */
export class Gateway {
  private constructor(
    private readonly part: Part,
    private readonly folder?: string,
  ) {}

  /** A gateway with the sandbox behind it. */
  static async demo(): Promise<Gateway> {
    return new Gateway(await Part.start(PROGRAM, ["demo", "--listen", "127.0.0.1:0"], MANNERS));
  }

  /** A gateway that reaches the servers given by name. */
  static async serving(upstreams: Readonly<Record<string, Upstream>>): Promise<Gateway> {
    const folder = await mkdtemp(join(tmpdir(), "wsmtp-e2e-"));
    const config = join(folder, "wsmtp.toml");
    await writeFile(config, configuration(upstreams));
    return new Gateway(await Part.start(PROGRAM, ["serve", "--config", config], MANNERS), folder);
  }

  /** The address of `page`, such as `inbox.html`. */
  url(page = ""): string {
    return new URL(page, `http://${this.part.announcement[1]}/`).href;
  }

  async stop(): Promise<void> {
    await this.part.stop();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true });
  }
}

function configuration(upstreams: Readonly<Record<string, Upstream>>): string {
  const tables = Object.entries(upstreams).map(([name, upstream]) => {
    const keys = Object.entries({ tokens: "none", ...upstream }).map(
      ([key, value]) => `${key} = ${JSON.stringify(value)}`,
    );
    return `[upstream.${name}]\n${keys.join("\n")}\n`;
  });
  return `listen = "127.0.0.1:0"\n\n${tables.join("\n")}`;
}
