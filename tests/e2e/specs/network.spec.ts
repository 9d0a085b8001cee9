import { Editor } from "../parts/editor.js";
import { expect, test as base } from "../parts/fixtures.js";
import { OutboxPanel } from "../parts/outbox-panel.js";
import { startTracker } from "../parts/tracker.js";
import { Watch } from "../parts/watch.js";

/** The browser has no other way out than the watch. */
const test = base.extend<{ readonly watch: Watch }>({
  watch: async ({}, use) => {
    const watch = await Watch.start();
    await use(watch);
    watch.stop();
  },
  proxy: async ({ watch }, use) => use({ server: watch.origin, bypass: "<-loopback>" }),
});

/** A picture of one dot. */
const DOT = {
  name: "dot.png",
  type: "image/png",
  content:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
};

test("who writes, sends and reads mails asks nobody but the gateway", async ({
  demo,
  compose,
  inbox,
  page,
  watch,
}) => {
  const tracker = await startTracker();
  const remote = `<p>Pasted</p><img src="${tracker.origin}/pixel.png" alt="chart">
    <link rel="stylesheet" href="${tracker.origin}/a.css"><p style="background:url(${tracker.origin}/b.png)">styled</p>`;
  const panel = new OutboxPanel(page);
  const editor = new Editor(page);

  await compose.open(demo.url());
  await compose.fill({ To: "Grace <grace@sandbox.test>, refused@sandbox.test", Subject: "Here" });
  await editor.begin();
  await editor.paste({ "text/html": remote });
  await editor.paste({}, DOT);
  await expect(editor.text.locator("img")).toHaveAttribute("src", /^blob:/);
  await compose.attach({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  await compose.saved();
  await page.reload();
  await compose.waitForGateway();
  await expect(compose.field("Subject")).toHaveValue("Here");
  await editor.ready();
  await page.evaluate(() => localStorage.setItem("wsmtp-undo", "30"));
  await compose.send();
  await panel.act("Here", "Undo");
  await expect(compose.field("Subject")).toHaveValue("Here");
  await compose.send();
  await panel.act("Here", "Send now");
  await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");

  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Here");
  for (const view of ["HTML", "Parts", "Headers", "Conversation", "Ladder", "Source", "Text"]) {
    await inbox.view(view);
  }
  expect((await inbox.download("a.txt")).toString()).toBe("a");

  expect(watch.elsewhereThan(demo.url())).toEqual([]);
  const { host } = new URL(demo.url());
  // A WebSocket is a tunnel, and all that is said of where to.
  for (const path of ["", "/gateway.json", "/sandbox/messages", "/sandbox/events"]) {
    expect(watch.asked).toContain(host + path);
  }
  expect(tracker.asked).toEqual([]);
  await tracker.stop();
});

test("the watch sees whoever asks elsewhere", async ({ demo, page, watch }) => {
  await page.goto(demo.url());
  const socket = (): unknown => new WebSocket("ws://elsewhere.test/socket");
  // A page of the gateway's could not: its policy forbids it.
  await page.goto("http://elsewhere.test/page");
  await page.evaluate(socket);
  await expect
    .poll(() => watch.elsewhereThan(demo.url()))
    .toEqual(expect.arrayContaining(["elsewhere.test/page", "elsewhere.test:80"]));
});
