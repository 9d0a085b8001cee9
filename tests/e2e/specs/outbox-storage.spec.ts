import { OutboxPage } from "../parts/outbox-page.js";
import { expect, test } from "../parts/outbox-test.js";

const TO = "bob@sandbox.test";

test("what cannot be sent or stored is refused, and nothing is kept of it", async ({
  outbox,
  page,
}) => {
  expect(await outbox.send({ to: "nobody at all", subject: "x" })).toMatch(/^bad-input: /);
  expect(await outbox.send({ to: TO, subject: "x", undo: -1 })).toMatch(/^bad-input: .*undo/);
  const unheard: Error[] = [];
  page.on("pageerror", (error) => unheard.push(error));
  expect(await page.evaluate(sendFunction)).toBe("bad-input");
  expect(unheard).toEqual([]);
  const cdp = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 << 20 });
  const files = { "large.txt": "x".repeat(3 << 20) };
  expect(await outbox.send({ to: TO, subject: "Large", files })).toMatch(
    /^storage-full: .*no room left/,
  );
  expect(await outbox.list()).toEqual([]);
});

/** Runs in the page: sends a mail that holds what no database takes; gives the error's code. */
function sendFunction(): Promise<string> {
  const attachment = { content: "a", filename: "a.txt", onopen: () => undefined };
  const mail = { from: "ada@sandbox.test", to: "bob@sandbox.test", attachments: [attachment] };
  return window.outboxes["default"]!.outbox.send(mail).then(
    () => "stored",
    (error: { code: string }) => error.code,
  );
}

test("outboxes of different names know nothing of each other", async ({
  page,
  site,
  gateway,
  openOutbox,
  room,
}) => {
  const work = await openOutbox({ name: "work" });
  const home = await OutboxPage.open(await page.context().newPage(), site, gateway, {
    name: "home",
  });
  await work.send({ to: TO, subject: "Work" });
  await home.send({ to: TO, subject: "Home" });
  await work.see("Work", { state: "sent" });
  await home.see("Home", { state: "sent" });
  expect(await work.list()).toHaveLength(1);
  expect(await home.heard()).not.toContain("sent Work");
  expect(room.letters).toHaveLength(2);
});

test("what others wrote into the database is shown as failed", async ({ outbox, page }) => {
  const junk = { state: "waiting", next: new Date(0), recipients: [{ address: 1 }] };
  const others = Object.entries({ a: null, b: "text", c: junk, d: [] });
  await page.evaluate(putEntries, [...others, [5, "not ours"] as const]);
  const seen = await outbox.list();
  expect(seen.map(({ state, error }) => `${state} ${error}`)).toEqual(
    Array(4).fill("failed storage-failed"),
  );
  for (const { id } of seen) {
    expect(await outbox.ask("retry", id)).toBe("bad-input");
    expect(await outbox.ask("remove", id)).toBe("done");
  }
  await outbox.send({ to: TO, subject: "After" });
  await outbox.see("After", { state: "sent" });
});

test("a mail whose content is lost has failed, and others go out", async ({ outbox, page }) => {
  await page.context().setOffline(true);
  await outbox.send({ to: TO, subject: "Lost" });
  await outbox.see("Lost", { state: "waiting", waitsFor: "network" });
  await page.evaluate(loseContents);
  await outbox.send({ to: TO, subject: "After" });
  await page.context().setOffline(false);
  await outbox.see("After", { state: "sent" });
  await outbox.see("Lost", { state: "failed", error: "storage-failed" });
});

test("an outcome is not lost where the disk fails for a moment", async ({ outbox, page, room }) => {
  await page.evaluate(failToWriteSent);
  await outbox.send({ to: TO, subject: "Hiccup" });
  await outbox.see("Hiccup", { state: "sent", attempts: 1 });
  expect(room.count("Hiccup")).toBe(1);
  expect((await outbox.heard()).filter((one) => one.startsWith("trouble"))).toHaveLength(2);
});

/** Runs in the page: the database fails twice to keep that a mail is sent. */
function failToWriteSent(): void {
  const { put } = IDBObjectStore.prototype;
  let left = 2;
  IDBObjectStore.prototype.put = function (value: { state?: string }, key) {
    if (value.state === "sent" && left-- > 0) throw new DOMException("no disk", "UnknownError");
    return put.call(this, value, key);
  };
}

/** Runs in the page: what is stored for the entries is no more. */
function loseContents(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open("wsmtp-outbox-default");
    request.onsuccess = () => {
      const transaction = request.result.transaction("contents", "readwrite");
      transaction.objectStore("contents").clear();
      transaction.oncomplete = () => resolve(request.result.close());
    };
  });
}

test("an outbox is full at a thousand mails, and forgets what was sent long ago", async ({
  openOutbox,
  page,
}) => {
  const outbox = await openOutbox({ keepSent: 1 });
  await outbox.send({ to: TO, subject: "First" });
  await outbox.see("First", { state: "sent" });
  await outbox.send({ to: TO, subject: "Second" });
  await outbox.see("Second", { state: "sent" });
  await expect.poll(async () => (await outbox.list()).length).toBe(1);
  const others = Array.from({ length: 999 }, (_, at) => [`x${at}`, "an entry"] as const);
  await page.evaluate(putEntries, others);
  const third = await outbox.send({ to: TO, subject: "Third", undo: 3600 });
  // What was sent makes room.
  expect((await outbox.list()).filter(({ state }) => state !== "failed")).toMatchObject([
    { id: third },
  ]);
  expect(await outbox.send({ to: TO, subject: "Fourth" })).toMatch(/^storage-full: .* holds 1000/);
});

test("a tab with a newer version of the package need not wait for this one", async ({
  outbox,
  page,
}) => {
  await outbox.list();
  expect(await page.evaluate(beginUpgrade)).toBe("opened");
  expect(await outbox.send({ to: TO, subject: "Old" })).toMatch(/^storage-failed: /);
});

test("a tab with a newer version waits until the mail under way has an outcome", async ({
  outbox,
  page,
  server,
  room,
}) => {
  room.whim = (line) => (line === "DATA" ? "silence" : undefined);
  await outbox.send({ to: TO, subject: "Under way" });
  await outbox.see("Under way", { state: "sending" });
  expect(await page.evaluate(beginUpgrade)).toBe("blocked");
  server.stop();
  expect(await page.evaluate(() => window.upgraded)).toEqual(["waiting"]);
});

declare global {
  interface Window {
    /** The states of the entries that a newer version finds. */
    upgraded: Promise<string[]>;
  }
}

/** Runs in the page: opens the database as a version of the far future would, and gives whether that has to wait. */
function beginUpgrade(): Promise<string> {
  const request = indexedDB.open("wsmtp-outbox-default", 99);
  window.upgraded = new Promise((resolve) => {
    request.onsuccess = () => {
      const entries = request.result.transaction("entries").objectStore("entries").getAll();
      entries.onsuccess = () => {
        resolve((entries.result as { state: string }[]).map(({ state }) => state));
        request.result.close();
      };
    };
  });
  return new Promise((resolve) => {
    request.onblocked = () => resolve("blocked");
    request.addEventListener("success", () => resolve("opened"));
  });
}

/** Runs in the page: puts something where entries lie, under these keys. */
function putEntries(entries: (readonly [string | number, unknown])[]): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open("wsmtp-outbox-default");
    request.onsuccess = () => {
      const transaction = request.result.transaction("entries", "readwrite");
      for (const [key, value] of entries) transaction.objectStore("entries").put(value, key);
      transaction.oncomplete = () => resolve(request.result.close());
    };
  });
}
