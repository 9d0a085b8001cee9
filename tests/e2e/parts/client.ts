import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type * as client from "../../../web/client/dist/index.js";
import type { Gateway } from "./gateway.js";
import { sandboxOf } from "./sandbox.js";

/** The npm package as it is published. */
const PACKAGE = "../../web/client";

declare global {
  interface Window {
    /** The package, and a transport to the demo's mail server. */
    wsmtp: typeof client & { transport: client.Transport };
  }
}

/** Opens a page of the demo's origin, without elements, and puts the package at `window.wsmtp`. */
export async function openWithClient(page: Page, demo: Gateway): Promise<void> {
  const { user, password } = await sandboxOf(page.request, demo);
  await page.route("**/client/**", async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/client/, PACKAGE);
    const contentType = path.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    await route.fulfill({ body: await readFile(path), contentType });
  });
  // A page that the gateway itself serves: Chromium does not let an invented one reach loopback.
  await page.goto(demo.url("gateway.json"));
  await page.evaluate(
    async ({ entry, user, pass }) => {
      const wsmtp = (await import(entry)) as typeof client;
      const options = { gateway: location.origin, upstream: "sandbox", auth: { user, pass } };
      window.wsmtp = { ...wsmtp, transport: wsmtp.createTransport(options) };
    },
    { entry: demo.url("client/dist/index.js"), user, pass: password },
  );
}
