import { test as base } from "./fixtures.js";
import type { Gateway } from "./gateway.js";
import { MailRoom } from "./mail-room.js";
import { OutboxPage } from "./outbox-page.js";
import type { Opened } from "./outbox-page.js";
import type { ScriptedServer } from "./scripted-server.js";

interface Parts {
  readonly room: MailRoom;
  readonly server: ScriptedServer;
  readonly gateway: Gateway;
  /** Opens the tab's page, anew where it is open, and an outbox in it. */
  readonly openOutbox: (as?: Opened) => Promise<OutboxPage>;
  /** A tab with an outbox. */
  readonly outbox: OutboxPage;
  /** The same, in whose clock a test can skip time. */
  readonly timedOutbox: OutboxPage;
}

/** Tests with a mail server that remembers, a gateway to it, and a page elsewhere that may use that. */
export const test = base.extend<Parts>({
  room: async ({}, use) => use(new MailRoom()),
  server: async ({ room }, use) => {
    const server = await room.start();
    await use(server);
    server.stop();
  },
  gateway: async ({ server, gatewayTo }, use) => use(await gatewayTo(server.upstream)),
  // A tab keeps its connection, and a gateway waits for those that it has: tabs go first.
  context: async ({ gateway: _, context }, use) => use(context),
  openOutbox: async ({ page, site, gateway }, use) => {
    await use((as) => OutboxPage.open(page, site, gateway, as));
  },
  outbox: async ({ openOutbox }, use) => use(await openOutbox()),
  timedOutbox: async ({ page, openOutbox }, use) => {
    await page.clock.install();
    await use(await openOutbox());
  },
});

export { expect } from "@playwright/test";
