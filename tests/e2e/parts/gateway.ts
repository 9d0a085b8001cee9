import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Part } from "./process.js";
import type { Manners } from "./process.js";

const PROGRAM = process.env["WSMTP_GATEWAY"] ?? "../../target/debug/wsmtp-gateway";

/** The file of the keys that sign tokens, beside the configuration. */
const KEYS = "keys.json";

const MANNERS: Manners = { says: "stderr", ready: /listening address=(\S+)/, endsBy: "SIGTERM" };

/** One `[upstream.NAME]` table of a gateway's configuration. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls" | "none";
  readonly ca?: string;
  readonly server_name?: string;
  readonly tokens?: "required" | "none";
  readonly account?: Account;
  readonly rules?: {
    readonly senders?: readonly string[];
    readonly recipients?: number;
    readonly size?: number;
  };
}

/** As whom the gateway signs in by itself, and whether for pages without a token too. */
export interface Account {
  readonly user: string;
  readonly password: string;
  readonly anybody?: boolean;
}

/** The `[open]` table: which servers pages may choose by host and port. */
export interface OpenHosts {
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  readonly tokens: "required" | "none";
  /** Private networks that may be reached. */
  readonly networks?: readonly string[];
  /** In clear, too. */
  readonly cleartext?: boolean;
}

/** What admits pages: whose tokens, made for which name. */
export interface Tokens {
  readonly audience: string;
  readonly keys: object;
}

/** A running gateway, and the address of its pages. */
export class Gateway {
  private constructor(
    private readonly part: Part,
    private readonly folder?: string,
  ) {}

  /** A gateway with the sandbox behind it, for its own pages and those of `origins`. */
  static async demo(origins: readonly string[] = []): Promise<Gateway> {
    const more = origins.flatMap((origin) => ["--origin", origin]);
    const args = ["demo", "--listen", "127.0.0.1:0", ...more];
    return new Gateway(await Part.start(PROGRAM, args, MANNERS));
  }

  /**
   * A gateway that reaches the servers given by name, and those of `open`, for its own pages and those of `origins`; `listen` is
   * where an earlier one was.
   */
  static async serving(
    upstreams: Readonly<Record<string, Upstream>>,
    tokens?: Tokens,
    origins: readonly string[] = [],
    listen = "127.0.0.1:0",
    open?: OpenHosts,
  ): Promise<Gateway> {
    const folder = await mkdtemp(join(tmpdir(), "wsmtp-e2e-"));
    const config = join(folder, "wsmtp.toml");
    await writeFile(config, configuration(listen, upstreams, tokens, origins, open));
    // Whoever else is on this machine has no business with them.
    const keep = (name: string, text: string) =>
      writeFile(join(folder, name), text, { mode: 0o600 });
    if (tokens) await keep(KEYS, JSON.stringify(tokens.keys));
    for (const [name, { account }] of Object.entries(upstreams)) {
      if (account) await keep(passwordFile(name), `${account.password}\n`);
    }
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

function configuration(
  listen: string,
  upstreams: Readonly<Record<string, Upstream>>,
  tokens: Tokens | undefined,
  origins: readonly string[],
  open: OpenHosts | undefined,
): string {
  const tables = Object.entries(upstreams).map(([name, { account, ...upstream }]) =>
    table(`upstream.${name}`, {
      tokens: "none",
      ...upstream,
      ...(account && { account: signIn(name, account) }),
    }),
  );
  if (tokens) tables.push(table("tokens", { keys: KEYS, audience: tokens.audience }));
  if (open) tables.push(table("open", open));
  const general = `listen = "${listen}"\norigins = ${toml(origins)}\n`;
  return `${general}\n${tables.join("\n")}`;
}

function signIn(upstream: string, { user, anybody = false }: Account): object {
  return { user, anybody, password_file: passwordFile(upstream) };
}

function passwordFile(upstream: string): string {
  return `${upstream}.password`;
}

function table(name: string, values: object): string {
  const keys = Object.entries(values).map(([key, value]) => `${key} = ${toml(value)}\n`);
  return `[${name}]\n${keys.join("")}`;
}

/** Strings, numbers and lists are written as in JSON. */
function toml(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const keys = Object.entries(value).map(([key, inner]) => `${key} = ${toml(inner)}`);
  return `{ ${keys.join(", ")} }`;
}
