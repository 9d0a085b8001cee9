import { join } from "node:path";
import { startBrowser } from "../parts/browsers.js";
import { ConsolePart } from "../parts/console-part.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { PROJECTS, bundled, installPackages, policyFor, script } from "../parts/projects.js";
import { sandboxOf } from "../parts/sandbox.js";
import { Site } from "../parts/site.js";

/** Serves a project's pages, with a demo that they may use, under the policy that a package's README asks for. */
const test = base.extend<{
  readonly serve: (folder: string, readme?: string) => Promise<{ page: string; demo: Gateway }>;
}>({
  serve: async ({ page, request }, use) => {
    const started: { stop(): void | Promise<void> }[] = [];
    await use(async (folder, readme = "client") => {
      const site = await Site.start(join(PROJECTS, folder));
      const demo = await Gateway.demo([site.origin]);
      started.push(site, demo);
      site.policy = await policyFor(demo.url(), readme);
      const { user, password } = await sandboxOf(request, demo);
      const given = new URLSearchParams({ gateway: demo.url(), user, pass: password });
      return { page: `${site.origin}/?${given}`, demo };
    });
    // A connection that is kept would hold up the gateway's end.
    await page.close();
    await Promise.all(started.map((one) => one.stop()));
  },
});

test.beforeAll(installPackages);

test("what is packed is as npm and TypeScript want it", async () => {
  await script("", "lint");
});

test("a page without an outbox carries nothing of it along", () => {
  const transport = 'import { createTransport } from "wsmtp"; createTransport(options);';
  const outbox = 'import { createOutbox } from "wsmtp"; createOutbox(transport);';
  expect(bundled(outbox)).toContain("indexedDB");
  expect(bundled(transport)).not.toContain("indexedDB");
});

for (const { project, folder } of [
  { project: "vite", folder: "vite/dist" },
  { project: "webpack", folder: "webpack" },
  { project: "esbuild", folder: "esbuild" },
  { project: "module", folder: "module" },
]) {
  test(`a page made with ${project} sends a mail, under a strict policy`, async ({
    page,
    request,
    serve,
    complaints,
  }) => {
    await script(project, "build");
    const { page: url, demo } = await serve(folder);
    for (const worker of ["no", "yes"]) {
      await page.goto(`${url}&worker=${worker}`);
      await expect(page.locator("body")).toContainText("250 2.0.0");
      expect(page.workers()).toHaveLength(worker === "yes" ? 1 : 0);
    }
    expect(complaints).toEqual([]);
    const mails = (await (await request.get(demo.url("sandbox/messages"))).json()) as unknown[];
    expect(mails).toHaveLength(2);
  });
}

test("Firefox sends mails under that policy, too", async ({ serve, launchOptions }) => {
  await script("vite", "build");
  const { page: url } = await serve("vite/dist");
  const browser = await startBrowser("firefox", launchOptions);
  try {
    const tab = await browser.open();
    for (const worker of ["no", "yes"]) {
      await tab.goto(`${url}&worker=${worker}`);
      const shown = () => tab.evaluate(() => document.body.textContent, null);
      await expect.poll(shown).toContain("250 2.0.0");
    }
  } finally {
    await browser.close();
  }
});

test("a course has the compose window, the inbox and the console, with a mail server in its page", async ({
  page,
  compose,
  inbox,
  serve,
  complaints,
}) => {
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await script("elements", "build");
  const { page: url } = await serve("elements/dist", "elements");
  await compose.open(url);
  await expect(compose.field("From")).toHaveValue(/@sandbox\.test$/);
  await compose.fill({ To: "friend@sandbox.test", Subject: "Homework", Text: "It is done." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  await inbox.choose("Homework");
  await expect(await inbox.view("Text")).toHaveText("It is done.");

  const terminal = new ConsolePart(page);
  await terminal.connect();
  await terminal.say("EHLO me.example", /^250 /);
  expect(sockets).toEqual([]);
  // The browser says that there is no gateway.json.
  expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);

  // Last, as a strict policy complains of the styles that a mail brings.
  await inbox.view("HTML");
  const mail = page.frameLocator('iframe[title="The mail’s HTML"]').locator("body");
  await expect(mail).toContainText("It is done.");
  // Of its own style sheet, which the bundler has carried along.
  await expect(mail).toHaveCSS("overflow-wrap", "anywhere");
});

test("a webmail elsewhere sends a mail through a gateway that lists its origin", async ({
  compose,
  request,
  serve,
  complaints,
}) => {
  await script("elements", "build");
  const { page: url, demo } = await serve("elements/dist", "elements");
  const { user, password } = await sandboxOf(request, demo);
  await compose.page.goto(url.replace("/?", "/webmail.html?"));
  await compose.signIn(user, password);
  await compose.fill({ From: user, To: "friend@sandbox.test", Subject: "From elsewhere" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const mails = (await (await request.get(demo.url("sandbox/messages"))).json()) as unknown[];
  expect(mails).toHaveLength(1);
  expect(complaints).toEqual([]);
});

for (const runtime of ["node", "deno", "bun"]) {
  test(`a program of ${runtime} sends a mail`, async ({ demo, request }) => {
    const { user, password } = await sandboxOf(request, demo);
    expect(await script(runtime, "start", demo.url(), user, password)).toMatch(/^250 /);
  });
}
