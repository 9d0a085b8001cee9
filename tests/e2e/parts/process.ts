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
    const late = AbortSignal.timeout(START_LIMIT);
    const gone = once(child, "exit", { signal: late }).then(() => {
      throw new Error(`${program} ended before it was ready: ${said.join("\n")}`);
    });
    return new Part(child, manners, await Promise.race([announcement, gone]));
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
