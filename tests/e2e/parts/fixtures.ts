import { test as base } from "@playwright/test";
import { ComposePage } from "./compose-page.js";
import { Gateway } from "./gateway.js";
import type { Tokens, Upstream } from "./gateway.js";
import { InboxPage } from "./inbox-page.js";
import { Postfix } from "./postfix.js";
import { ScriptedServer, friendly } from "./scripted-server.js";
import type { Answer } from "./scripted-server.js";
import { Site } from "./site.js";
import { Stage } from "./stage.js";

interface Parts {
  readonly compose: ComposePage;
  readonly inbox: InboxPage;
  /** Starts a gateway to one server, called `mail`, until the test ends; the site may use it, too. */
  readonly gatewayTo: (upstream: Upstream, tokens?: Tokens) => Promise<Gateway>;
  /** Starts a server that follows a rule, until the test ends. */
  readonly scripted: (rule: (line: string) => Answer) => Promise<Upstream>;
  /** Opens the compose page, and sends a mail to a server that falls silent when it reads this line. */
  readonly sendUntil: (line: string) => Promise<void>;
  /** What the browser reported as an error: exceptions, and breaches of the security policy. */
  readonly complaints: readonly string[];
}

/** What takes a while to start, and lasts for a whole file. */
interface LastingParts {
  /** A web site elsewhere, which has the package. */
  readonly site: Site;
  /** A gateway with the sandbox behind it, for its own pages and the site's. */
  readonly demo: Gateway;
  readonly postfix: Postfix;
  /** A page with the custom elements, for one of them by itself. */
  readonly stage: Stage;
}

/** Tests with all that they share; only what a test names is started. */
export const test = base.extend<Parts, LastingParts>({
  site: [
    async ({}, use) => {
      const site = await Site.withPackage();
      await use(site);
      site.stop();
    },
    { scope: "worker" },
  ],
  demo: [
    async ({ site }, use) => {
      const demo = await Gateway.demo([site.origin]);
      await use(demo);
      await demo.stop();
    },
    { scope: "worker" },
  ],
  postfix: [
    async ({}, use) => {
      const postfix = await Postfix.start();
      await use(postfix);
      await postfix.stop();
    },
    { scope: "worker" },
  ],
  stage: [
    async ({}, use) => {
      const stage = await Stage.build();
      await use(stage);
      await stage.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  compose: async ({ page }, use) => {
    await page.addInitScript(sendAtOnce);
    await use(new ComposePage(page));
  },
  inbox: async ({ page }, use) => use(new InboxPage(page)),
  gatewayTo: async ({ site }, use) => {
    const started: Gateway[] = [];
    await use(async (mail, tokens) => {
      const gateway = await Gateway.serving({ mail }, tokens, [site.origin]);
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
  sendUntil: async ({ compose, gatewayTo, scripted }, use) => {
    await use(async (last) => {
      const rule = friendly();
      const upstream = await scripted((line) => (line === last ? "silence" : rule(line)));
      await compose.open((await gatewayTo(upstream)).url());
      await compose.fill({ From: "ada@example.org", To: "friend@example.org" });
      await compose.send();
      await compose.page.getByText(last, { exact: true }).waitFor();
    });
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

/** No time to take a mail back, unless the person has chosen one. */
function sendAtOnce(): void {
  if (localStorage.getItem("wsmtp-undo") === null) localStorage.setItem("wsmtp-undo", "0");
}

export { expect } from "@playwright/test";
