import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type * as client from "../../../web/client/dist/index.js";
import type { Gateway } from "./gateway.js";
import { sandboxOf } from "./sandbox.js";

/** The npm package as it is published. */
const PACKAGE = "../../web/client";

declare global {
  interface Window {
    /** The package, and a transport with what it was made from. */
    wsmtp: typeof client & { options: client.TransportOptions; transport: client.Transport };
  }
}

/** Opens a page of the demo's origin, without elements, and puts the package at `window.wsmtp`. */
export async function openWithClient(page: Page, demo: Gateway): Promise<void> {
  const { user, password } = await sandboxOf(page.request, demo);
  await openWithTransport(page, demo, { upstream: "sandbox", auth: { user, pass: password } });
}

/** The same for any gateway, with a transport to one of its servers. */
export async function openWithTransport(
  page: Page,
  gateway: Gateway,
  to: Omit<client.TransportOptions, "gateway">,
): Promise<void> {
  await page.route("**/client/**", async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/^\/client/, PACKAGE);
    const contentType = path.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    await route.fulfill({ body: await readFile(path), contentType });
  });
  // A page that the gateway itself serves: Chromium does not let an invented one reach loopback.
  await page.goto(gateway.url("gateway.json"));
  await page.evaluate(
    async ({ entry, to }) => {
      const wsmtp = (await import(entry)) as typeof client;
      const options = { gateway: location.origin, ...to };
      window.wsmtp = { ...wsmtp, options, transport: wsmtp.createTransport(options) };
    },
    { entry: gateway.url("client/dist/index.js"), to },
  );
}

/** Sends a mail in a session of its own; gives the conversation, and what came of it. */
export async function send(
  page: Page,
  message: client.Message,
  options: Partial<client.TransportOptions> = {},
): Promise<{ outcome: string; lines: string[] }> {
  // As JSON, since the types of messages are too deep for Playwright's.
  return page.evaluate(async (given) => {
    const { WsmtpError, createTransport, ...wsmtp } = window.wsmtp;
    const { message, options } = JSON.parse(given) as {
      message: client.Message;
      options: Partial<client.TransportOptions>;
    };
    const session = createTransport({ ...wsmtp.options, ...options }).connect();
    const lines: string[] = [];
    session.addEventListener("transcript", ({ detail }) => {
      lines.push(`${detail.direction}: ${detail.text}`);
    });
    const outcome = await session.sendMail(message).then(
      ({ accepted }) => `accepted ${accepted.join(" ")}`,
      (error: unknown) =>
        error instanceof WsmtpError ? `${error.code}: ${error.message}` : String(error),
    );
    await session.quit().catch(() => session.close());
    return { outcome, lines };
  }, JSON.stringify({ message, options }));
}
