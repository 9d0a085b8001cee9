import { test as base } from "./fixtures.js";
import { Gateway } from "./gateway.js";
import { MailRoom } from "./mail-room.js";
import { OutboxPage } from "./outbox-page.js";
import { PAGE } from "./scope.js";
import type { ScriptedServer } from "./scripted-server.js";
import { Site } from "./site.js";

interface Parts {
  readonly room: MailRoom;
  readonly server: ScriptedServer;
  readonly gateway: Gateway;
  /** A tab with an outbox. */
  readonly outbox: OutboxPage;
}

/** Tests with a mail server that remembers, a gateway to it, and a page elsewhere that may use that. */
export const test = base.extend<Parts, { readonly site: Site }>({
  site: [
    async ({}, use) => {
      const site = await Site.start("../../web/client", { "/index.html": PAGE });
      await use(site);
      site.stop();
    },
    { scope: "worker" },
  ],
  room: async ({}, use) => use(new MailRoom()),
  server: async ({ room }, use) => {
    const server = await room.start();
    await use(server);
    server.stop();
  },
  gateway: async ({ server, site }, use) => {
    const gateway = await Gateway.serving({ mail: server.upstream }, undefined, [site.origin]);
    await use(gateway);
    await gateway.stop();
  },
  // A tab keeps its connection, and a gateway waits for those that it has: tabs go first.
  context: async ({ gateway: _, context }, use) => use(context),
  outbox: async ({ page, site, gateway }, use) => use(await OutboxPage.open(page, site, gateway)),
});

export { expect } from "@playwright/test";
