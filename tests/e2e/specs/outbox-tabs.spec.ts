import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import type { Page } from "@playwright/test";
import { MortalTab } from "../parts/crash.js";
import { OutboxPage } from "../parts/outbox-page.js";
import { sandboxOf } from "../parts/sandbox.js";
import { expect, test as base } from "../parts/outbox-test.js";

/** Two tabs with one outbox; the first, which may crash, is the one that sends. */
const test = base.extend<{ mortal: MortalTab; first: OutboxPage; second: OutboxPage }>({
  mortal: async ({ context }, use) => use(await MortalTab.open(context)),
  first: async ({ mortal, site, gateway }, use) => {
    await use(await OutboxPage.open(mortal.page, site, gateway));
  },
  // After the first, which is in line before it.
  second: async ({ first, page, site, gateway }, use) => {
    await first.list();
    await use(await OutboxPage.open(page, site, gateway));
  },
});

const TO = "bob@sandbox.test";

test("one tab sends, all tabs see it", async ({ first, second, room }) => {
  await second.send({ to: TO, subject: "Shared" });
  const entry = await second.see("Shared", { state: "sent", attempts: 1 });
  expect(await first.list()).toEqual([entry]);
  await expect.poll(() => first.heard()).toContain("sent Shared");
  expect(await second.heard()).toEqual(await first.heard());
  expect(room.count("Shared")).toBe(1);
});

test("when the tab that sends dies, another takes over and sends nothing twice", async ({
  mortal,
  second,
  room,
}) => {
  let ended = false;
  room.whim = (line) => (line === "." ? ((ended = true), "silence") : undefined);
  await second.send({ to: TO, subject: "Under way" });
  await second.send({ to: TO, subject: "In line" });
  await expect.poll(() => ended).toBe(true);
  await second.see("Under way", { state: "sending" });
  room.whim = () => undefined;
  await mortal.crash();
  await second.see("Under way", { state: "unknown", error: "outcome-unknown" });
  await second.see("In line", { state: "sent" });
  expect(room.letters).toHaveLength(1);
  expect(await second.heard()).toContain("unknown Under way");
});

test("a tab takes back what another is sending", async ({ second, room }) => {
  room.whim = (line) => (line === "DATA" ? "silence" : undefined);
  const id = await second.send({ to: TO, subject: "Mind changed" });
  await second.see("Mind changed", { state: "sending" });
  expect(await second.cancel(id)).toEqual({ subject: "Mind changed", files: {} });
  expect(await second.list()).toEqual([]);
  expect(room.letters).toEqual([]);
});

test("a tab that leaves in order hands over what it was sending", async ({
  first,
  second,
  room,
}) => {
  let asked = false;
  room.whim = (line) => (line === "DATA" ? ((asked = true), "silence") : undefined);
  await second.send({ to: TO, subject: "Handed over" });
  await expect.poll(() => asked).toBe(true);
  room.whim = () => undefined;
  expect(await first.ask("close")).toBe("done");
  await second.see("Handed over", { state: "sent" });
  expect(room.count("Handed over")).toBe(1);
});

test("a tab whose transport is closed leaves the mails to another", async ({
  first,
  second,
  room,
}) => {
  await first.page.evaluate(() => window.wsmtp.transport.close());
  await second.send({ to: TO, subject: "Left" });
  await second.see("Left", { state: "sent", attempts: 1 });
  expect(room.count("Left")).toBe(1);
});

test("a tab whose sign-in is stale leaves the mails to another", async ({
  mortal,
  page,
  site,
  demo,
  request,
}) => {
  const { user, password } = await sandboxOf(request, demo);
  const open = (tab: Page, pass: string) => {
    const auth = { user, pass };
    return OutboxPage.open(tab, site, demo, { upstream: "sandbox", auth });
  };
  const first = await open(mortal.page, "stale");
  await first.list();
  const second = await open(page, password);
  await second.send({ to: TO, subject: "Left" });
  await second.see("Left", { state: "sent", attempts: 1 });
});

test("a cancel ends when its outbox does", async ({ second, room }) => {
  room.whim = (line) => (line === "." ? "silence" : undefined);
  const id = await second.send({ to: TO, subject: "Closed" });
  await second.see("Closed", { state: "sending" });
  await second.page.evaluate(() => (BroadcastChannel.prototype.postMessage = () => undefined));
  const cancelled = second.cancel(id).catch((error: Error) => error.message);
  await second.ask("close");
  expect(await cancelled).toContain("the outbox is closed");
});

test("a mail waits through the end of the browser", async ({
  site,
  gateway,
  room,
  launchOptions,
}) => {
  const profile = await mkdtemp(join(tmpdir(), "wsmtp-profile-"));
  const before = await chromium.launchPersistentContext(profile, launchOptions);
  const outbox = await OutboxPage.open(await before.newPage(), site, gateway);
  await before.setOffline(true);
  await outbox.send({ to: TO, subject: "Overnight", files: { "a.txt": "kept" } });
  await outbox.see("Overnight", { state: "waiting", waitsFor: "network" });
  await before.close();
  const after = await chromium.launchPersistentContext(profile, launchOptions);
  const reopened = await OutboxPage.open(await after.newPage(), site, gateway);
  await reopened.ask("flush");
  await reopened.see("Overnight", { state: "sent" });
  expect(room.letters.map(({ content }) => content)).toEqual([
    expect.stringContaining(Buffer.from("kept").toString("base64")),
  ]);
  await after.close();
  await rm(profile, { recursive: true });
});
