import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { pagesKept } from "../flows/composing-page.js";
import { Gateway } from "../parts/gateway.js";
import { expect, test } from "../parts/fixtures.js";
import { LearnPage } from "../parts/learn-page.js";
import { listening } from "../parts/scripted-server.js";
import { Site } from "../parts/site.js";

const PAGES = "../../web/site/dist";

// Everywhere else the pages come from the gateway alone.
test.use({ serviceWorkers: "allow" });

/** The tables of the manifest that a browser needs to install the pages. */
interface Manifest {
  readonly start_url: string;
  readonly icons: readonly { src: string; sizes: string; type: string }[];
}

/** Waits until the browser keeps the pages. */
const kept = (page: Page): Promise<void> => page.evaluate(pagesKept);

test("the pages can be installed", async ({ demo, page }) => {
  await page.goto(demo.url());
  const address = await page.locator('link[rel="manifest"]').getAttribute("href");
  const response = await page.request.get(demo.url(String(address)));
  expect(response.headers()["content-type"]).toContain("application/manifest+json");
  const { start_url, icons } = (await response.json()) as Manifest;
  expect((await page.request.get(new URL(start_url, response.url()).href)).ok()).toBe(true);
  for (const { src, sizes, type } of icons) {
    const icon = await page.request.get(new URL(src, response.url()).href);
    expect(icon.headers()["content-type"]).toBe(type);
    if (type !== "image/png") continue;
    // The header of a PNG has its width behind 16 octets.
    expect(`${(await icon.body()).readUInt32BE(16)}x${(await icon.body()).readUInt32BE(20)}`).toBe(
      sizes,
    );
  }
});

test("every page opens without network once one of them was there", async ({
  page,
  complaints,
}) => {
  const demo = await Gateway.demo();
  await page.goto(demo.url());
  await kept(page);
  await demo.stop();
  for (const [name, title] of [
    ["", "New mail"],
    ["index.html?to=ada@example.org", "New mail"],
    ["learn.html#lesson=first-mail", "A first mail"],
    ["inbox.html", "Inbox"],
  ] as const) {
    await page.goto(demo.url(name));
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
  }
  // Nothing but what is asked of the gateway failed.
  const others = complaints.filter((one) => !one.includes("ERR_CONNECTION_REFUSED"));
  expect(others).toEqual([]);
});

test("a mail goes to the server in the page without network", async ({ compose, page }) => {
  const demo = await Gateway.demo();
  await page.goto(demo.url());
  await kept(page);
  await demo.stop();
  await compose.open(demo.url());
  await compose.fill({
    ...{ From: "ada@sandbox.test", To: "bob@sandbox.test" },
    ...{ Subject: "From the train", Text: "No network here." },
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("a mail waits for the network, also where the page is opened anew without it", async ({
  compose,
  page,
  scripted,
}) => {
  const { heard, rule } = listening();
  const mail = await scripted(rule);
  const before = await Gateway.serving({ mail });
  await compose.open(before.url());
  await kept(page);
  await before.stop();
  await compose.fill({
    ...{ From: "ada@example.org", To: "bob@example.org" },
    ...{ Subject: "From the tunnel", Text: "Later, then." },
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "waiting");
  await page.reload();
  const waiting = page.getByRole("article", { name: "Waiting for a way to the mail server" });
  await expect(waiting).toContainText("From the tunnel");
  expect(heard).toEqual([]);
  const after = await Gateway.serving({ mail }, undefined, [], new URL(before.url()).host);
  await waiting.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => heard).toContain("Subject: From the tunnel");
  await expect(waiting).toHaveCount(0);
  await page.close();
  await after.stop();
});

test("a mail that is written without network goes to the gateway's server once that is back", async ({
  compose,
  page,
  scripted,
}) => {
  const { heard, rule } = listening();
  const mail = await scripted(rule);
  const before = await Gateway.serving({ mail });
  await compose.open(before.url());
  await kept(page);
  await before.stop();
  await page.context().setOffline(true);
  await compose.open(before.url());
  await expect(compose.field("Server")).toHaveValue("mail");
  await compose.fill({
    ...{ From: "ada@example.org", To: "bob@example.org" },
    ...{ Subject: "From the train", Text: "When we are out of here." },
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "waiting");
  const after = await Gateway.serving({ mail }, undefined, [], new URL(before.url()).host);
  await page.context().setOffline(false);
  await expect.poll(() => heard).toContain("Subject: From the train");
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.close();
  await after.stop();
});

test("a newer build takes the place of the one that is kept, and of none in another folder", async ({
  page,
}) => {
  const pages: Record<string, string> = {};
  const files = await Site.start(PAGES, pages);
  files.folders = ["/sub/", "/"];
  const names = () => page.evaluate(() => globalThis.caches.keys());
  const cacheOf = (folder: string, digest: string) =>
    `wsmtp-pages ${files.origin}${folder} ${digest}`;
  const worker = await readFile(`${PAGES}/sw.js`, "utf8");
  const digest = String(/DIGEST="([0-9a-f]{16})"/.exec(worker)?.[1]);
  for (const folder of ["/sub/", "/"]) {
    await page.goto(`${files.origin}${folder}inbox.html`);
    await kept(page);
  }
  expect(await names()).toEqual([cacheOf("/sub/", digest), cacheOf("/", digest)]);

  const newer = "0000000000000000";
  pages["/sw.js"] = worker.replace(digest, newer);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise((resolve) => {
      registration.addEventListener("updatefound", resolve, { once: true });
    });
    await registration.update();
    await found;
    while (!registration.waiting) await new Promise((later) => setTimeout(later, 50));
  });
  // It waits until no page of the older one is open any more.
  const later = await page.context().newPage();
  await page.close();
  // The older page may take a moment to be gone, and the next one is the older worker's then.
  const opened = async () => {
    await later.goto("about:blank");
    await later.goto(`${files.origin}/inbox.html`);
    return later.evaluate(() => globalThis.caches.keys());
  };
  await expect.poll(opened).toEqual([cacheOf("/sub/", digest), cacheOf("/", newer)]);
  await later.close();
  files.stop();
});

test("the console speaks to the server in the page without network", async ({ page }) => {
  const demo = await Gateway.demo();
  await page.goto(demo.url());
  await kept(page);
  await demo.stop();
  const learn = new LearnPage(page);
  await learn.open(demo.url(), "first-mail");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 smtp2go.com ESMTP Exim");
  await learn.say("HELO mydomain.com");
  await expect(learn.transcript).toContainText("250 Hello mydomain.com");
  await expect(learn.step).toContainText("Who sends it?");
});
