import { test as base } from "@playwright/test";
import { ComposePage } from "./compose-page.js";
import { Gateway } from "./gateway.js";
import type { Tokens, Upstream } from "./gateway.js";
import { InboxPage } from "./inbox-page.js";
import { ScriptedServer } from "./scripted-server.js";
import type { Answer } from "./scripted-server.js";

interface Parts {
  readonly compose: ComposePage;
  readonly inbox: InboxPage;
  /** Starts a gateway to one server, called `mail`, until the test ends. */
  readonly gatewayTo: (upstream: Upstream, tokens?: Tokens) => Promise<Gateway>;
  /** Starts a server that follows a rule, until the test ends. */
  readonly scripted: (rule: (line: string) => Answer) => Promise<Upstream>;
  /** What the browser reported as an error: exceptions, and breaches of the security policy. */
  readonly complaints: readonly string[];
}

/** Tests with a demo gateway of their own for each file, and the two pages. */
export const test = base.extend<Parts, { readonly demo: Gateway }>({
  demo: [
    async ({}, use) => {
      const demo = await Gateway.demo();
      await use(demo);
      await demo.stop();
    },
    { scope: "worker" },
  ],
  compose: async ({ page }, use) => use(new ComposePage(page)),
  inbox: async ({ page }, use) => use(new InboxPage(page)),
  gatewayTo: async ({}, use) => {
    const started: Gateway[] = [];
    await use(async (mail, tokens) => {
      const gateway = await Gateway.serving({ mail }, tokens);
      started.push(gateway);
      return gateway;
    });
    await Promise.all(started.map((gateway) => gateway.stop()));
  },
  scripted: async ({}, use) => {
    const started: ScriptedServer[] = [];
    await use(async (rule) => {
      const server = await ScriptedServer.start(rule);
      started.push(server);
      return server.upstream;
    });
    for (const server of started) server.stop();
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await use(complaints);
  },
});

export { expect } from "@playwright/test";
