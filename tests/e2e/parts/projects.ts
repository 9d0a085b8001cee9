import { execFile, execFileSync } from "node:child_process";
import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Small projects that use the npm packages, each as its tools would have it. */
export const PROJECTS = "../packaging";

const PACKAGES = ["wsmtp", "wsmtp-practice", "wsmtp-elements"];

const run = promisify(execFile);

/** Packs the npm packages as they are built, and unpacks each where npm has installed an older one. */
export async function installPackages(): Promise<void> {
  await run("npm", ["run", "pack"], { cwd: PROJECTS });
  const folders = await readdir(PROJECTS, { withFileTypes: true });
  const projects = folders.filter((one) => one.isDirectory() && one.name !== "node_modules");
  await Promise.all(projects.map(({ name }) => unpack(join(PROJECTS, name, "node_modules"))));
}

/** Runs a script of the project's package.json, and gives what it says. */
export async function script(project: string, name: string, ...args: string[]): Promise<string> {
  const cwd = join(PROJECTS, project);
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };
  const { stdout } = await run("npm", ["run", "--silent", name, "--", ...args], { cwd, env });
  return stdout;
}

/** What esbuild makes of a module that only says this. */
export function bundled(code: string): string {
  const cwd = join(PROJECTS, "esbuild");
  const options = ["--bundle", "--minify", "--format=esm"];
  return execFileSync("node_modules/.bin/esbuild", options, { cwd, input: code, encoding: "utf8" });
}

/** The policy that a package's README asks of a page, for a gateway at `url`. */
export async function policyFor(url: string, folder = "client"): Promise<string> {
  const readme = await readFile(`../../web/${folder}/README.md`, "utf8");
  const policy = /^Content-Security-Policy: ([^`]*)/m.exec(readme)?.[1] ?? "";
  const { host } = new URL(url);
  return policy
    .replaceAll(/\s+/g, " ")
    .replace("https://gateway.example.org", `http://${host}`)
    .replace("wss://gateway.example.org", `ws://${host}`);
}

async function unpack(modules: string): Promise<void> {
  const installed = await readdir(modules);
  for (const name of PACKAGES.filter((name) => installed.includes(name))) {
    await rm(join(modules, name), { recursive: true });
    const rename = ["--transform", `s,^package,${name},`];
    await run("tar", ["-xzf", join(PROJECTS, `${name}.tgz`), "-C", modules, ...rename]);
  }
}
