import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** How long a part may take to be ready, in milliseconds: Postfix takes a few seconds. */
const START_LIMIT = 30_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How a program says that it is ready, and how it is told to end. */
export interface Manners {
  readonly says: "stdout" | "stderr";
  readonly ready: RegExp;
  readonly endsBy: "end of input" | "SIGTERM";
}

/** A started program. */
export class Part {
  private constructor(
    private readonly child: Child,
    private readonly manners: Manners,
    /** What `ready` matched. */
    readonly announcement: RegExpMatchArray,
  ) {}

  /** Starts `program` and waits until it is ready. */
  static async start(program: string, args: readonly string[], manners: Manners): Promise<Part> {
    if (!existsSync(program)) throw new Error(`${program} is not built: run cargo xtask test`);
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", RUST_LOG: "info" },
    });
    const said: string[] = [];
    const announcement = listen(child, manners, said);
    // Nothing that is started here outlives this process, whatever ends it in an orderly way.
    const end = (): boolean => child.kill();
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    try {
      return new Part(child, manners, await Promise.race([announcement, failure(child)]));
    } catch (cause) {
      child.kill();
      throw new Error(`${program} ${String(cause)}: ${said.join("\n")}`);
    }
  }

  /** Ends the program and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    if (this.manners.endsBy === "SIGTERM") this.child.kill("SIGTERM");
    else this.child.stdin.end();
    await gone;
  }
}

/** Rejects when the program ends, or has taken too long. */
function failure(child: Child): Promise<never> {
  return new Promise((_, reject) => {
    const late = setTimeout(() => reject("was not ready in time"), START_LIMIT).unref();
    child.once("error", (error) => reject(`did not start (${error.message})`));
    child.once("exit", () => {
      clearTimeout(late);
      reject("ended before it was ready");
    });
  });
}

/** Reads what the program says, all of it, so that it is never held up. */
function listen(child: Child, { says, ready }: Manners, said: string[]): Promise<RegExpMatchArray> {
  return new Promise((resolve) => {
    for (const stream of ["stdout", "stderr"] as const) {
      createInterface({ input: child[stream] }).on("line", (line) => {
        said.push(line);
        const match = stream === says ? line.match(ready) : null;
        if (match) resolve(match);
      });
    }
  });
}
