import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";

/** What an example may use beside the exports of the package: a gateway, and a server to send to. */
export interface Scope {
  readonly gateway: string;
  readonly upstream: string;
  readonly user: string;
  readonly password: string;
}

/** Where `import "wsmtp"` finds the package. */
const WORKSPACE = "../../web";

/** An example ends by itself in this time, in milliseconds. */
const LIMIT = 20_000;

/** Runs an example as a module of Node.js. Rejects with what it said where it fails. */
export async function runInNode(code: string, scope: Scope): Promise<void> {
  const options = { cwd: WORKSPACE, timeout: LIMIT };
  const args = ["--import", moduleUrl(preamble(scope)), "--input-type=module", "--eval", code];
  await promisify(execFile)(process.execPath, args, options);
}

/** Runs an example as a module of `page`, whose scripts can import the package by its name. */
export async function runInPage(page: Page, code: string, scope: Scope): Promise<void> {
  await page.evaluate(
    async ({ code, scope, entry }) => {
      Object.assign(globalThis, await import(entry), scope);
      await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    },
    { code, scope, entry: "wsmtp" },
  );
}

/** Node.js has a WebSocket of its own from version 22 on. */
function preamble(scope: Scope): string {
  return `
    import WebSocket from "${fileUrl("node_modules/ws/wrapper.mjs")}";
    import * as wsmtp from "${fileUrl("../../web/client/dist/index.js")}";
    globalThis.WebSocket ??= WebSocket;
    Object.assign(globalThis, wsmtp, ${JSON.stringify(scope)});`;
}

function fileUrl(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

function moduleUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
