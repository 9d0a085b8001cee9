import type { Page } from "@playwright/test";
import type * as client from "../../../web/client/dist/index.js";
import { load } from "../flows/load.js";
import type { Gateway } from "./gateway.js";
import { sandboxOf } from "./sandbox.js";
import type { Site } from "./site.js";

/** Where mails go, and as whom. */
interface Way {
  upstream: string;
  auth?: { user: string; pass: string };
}

declare global {
  interface Window {
    /** The package, and a transport with what it was made from. */
    wsmtp: typeof client & { options: client.TransportOptions; transport: client.Transport };
  }
}

/** Opens the site's page, with the package at `window.wsmtp` and a transport to the demo's sandbox. */
export async function openWithClient(page: Page, site: Site, demo: Gateway): Promise<void> {
  const { user, password } = await sandboxOf(page.request, demo);
  const auth = { user, pass: password };
  await openWithTransport(page, site, demo, { upstream: "sandbox", auth });
}

/** The same for any gateway, with a transport to one of its servers. */
export async function openWithTransport(
  page: Page,
  site: Site,
  gateway: Gateway,
  to: Way,
): Promise<void> {
  await page.goto(site.origin);
  await page.evaluate(load, { gateway: gateway.url(), ...to });
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
