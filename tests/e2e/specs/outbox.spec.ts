import { Gateway } from "../parts/gateway.js";
import { OutboxPage } from "../parts/outbox-page.js";
import { expect, test } from "../parts/outbox-test.js";

const TO = "bob@sandbox.test";
const HALF_AN_HOUR = 30 * 60_000;
const HOUR = 2 * HALF_AN_HOUR;
const DAY = 48 * HALF_AN_HOUR;

test("a mail goes out at once, with its file, and leaves a record", async ({ outbox, room }) => {
  const id = await outbox.send({ to: TO, subject: "Now", files: { "a.txt": "kept" } });
  const entry = await outbox.see("Now", { id, state: "sent", recipients: { [TO]: "accepted" } });
  expect(room.count("Now")).toBe(1);
  expect(room.letters[0]?.content).toContain(`Message-ID: <${entry.messageId}>`);
  expect(room.letters[0]?.content).toContain(Buffer.from("kept").toString("base64"));
  expect(await outbox.heard()).toContain("sent Now");
  expect(await outbox.ask("retry", id)).toBe("bad-input");
  expect(await outbox.cancel(id)).toBeNull();
  expect(await outbox.ask("remove", id)).toBe("done");
  expect(await outbox.cancel(id)).toBeNull();
  expect(await outbox.list()).toEqual([]);
});

test("a mail written offline goes out when the network is back", async ({
  page,
  site,
  gateway,
  room,
}) => {
  // It is the network that brings it, and not that a pause is over.
  const schedule = { network: { first: HOUR, longest: HOUR } };
  const outbox = await OutboxPage.open(page, site, gateway, { schedule });
  await page.context().setOffline(true);
  await outbox.send({ to: TO, subject: "Offline" });
  const waiting = await outbox.see("Offline", { state: "waiting", waitsFor: "network" });
  expect(waiting.error).toBe("gateway-down");
  await page.context().setOffline(false);
  await outbox.see("Offline", { state: "sent" });
  expect(room.count("Offline")).toBe(1);
});

test("a server that says later is asked again after half an hour, and then more and more rarely", async ({
  page,
  site,
  gateway,
  room,
}) => {
  await page.clock.install();
  const outbox = await OutboxPage.open(page, site, gateway);
  room.whim = (line) => (line === "." ? { say: "451 4.3.2 later" } : undefined);
  await outbox.send({ to: TO, subject: "Later" });
  const least = [1, 2, 4, 6, 6];
  for (const [index, halfHours] of least.entries()) {
    const as = { state: "waiting", waitsFor: "server", attempts: index + 1, reply: 451 } as const;
    const wait = (await outbox.see("Later", as)).wait ?? 0;
    expect(wait).toBeGreaterThan((halfHours - 0.1) * HALF_AN_HOUR);
    expect(wait).toBeLessThanOrEqual(halfHours * 1.2 * HALF_AN_HOUR);
    if (index === 4) room.whim = () => undefined;
    await page.clock.fastForward(wait);
  }
  const { messageId } = await outbox.see("Later", { state: "sent", attempts: 6 });
  expect(room.letters.map(({ content }) => content)).toEqual([expect.stringContaining(messageId)]);
});

test("a mail that no server takes in five days has failed, and days offline do not count", async ({
  page,
  site,
  gateway,
  room,
}) => {
  await page.clock.install();
  const outbox = await OutboxPage.open(page, site, gateway);
  room.whim = (line) => (line.startsWith("RCPT") ? { say: "450 4.2.1 later" } : undefined);
  await page.context().setOffline(true);
  const id = await outbox.send({ to: TO, subject: "Never" });
  await outbox.see("Never", { state: "waiting", waitsFor: "network", attempts: 0 });
  await page.clock.fastForward(9 * DAY);
  await page.context().setOffline(false);
  await outbox.see("Never", { state: "waiting", waitsFor: "server", attempts: 1 });
  await page.clock.fastForward(5 * DAY);
  await outbox.see("Never", { state: "failed", attempts: 2, recipients: { [TO]: "failed" } });
  room.whim = () => undefined;
  expect(await outbox.ask("retry", id)).toBe("done");
  await outbox.see("Never", { state: "sent" });
  expect(room.count("Never")).toBe(1);
});

test("a mail waits for a gateway that is down, and for its server", async ({
  page,
  site,
  server,
}) => {
  const mail = server.upstream;
  const first = await Gateway.serving({ mail }, undefined, [site.origin]);
  const schedule = { network: { first: 200, longest: 200 } };
  const outbox = await OutboxPage.open(page, site, first, { schedule });
  await first.stop();
  await outbox.send({ to: TO, subject: "Down" });
  await outbox.see("Down", { state: "waiting", waitsFor: "network", error: "gateway-down" });
  const { host } = new URL(first.url());
  const second = await Gateway.serving({ mail }, undefined, [site.origin], host);
  await outbox.see("Down", { state: "sent" });
  server.stop();
  await outbox.send({ to: TO, subject: "Server down" });
  const as = { state: "waiting", waitsFor: "network", error: "server-unreachable" } as const;
  await outbox.see("Server down", as);
  await second.stop();
});

test("a mail that the server refuses has failed, and tells why", async ({ outbox, room }) => {
  room.whim = (line) => (line === "." ? { say: "554 5.6.0 no" } : undefined);
  const id = await outbox.send({ to: TO, subject: "No", files: { "a.txt": "kept" } });
  await outbox.see("No", { state: "failed", error: "message-refused", reply: 554, attempts: 1 });
  expect(await outbox.heard()).toContain("failed No");
  // Edited and sent anew, with its attachments.
  expect(await outbox.cancel(id)).toEqual({ subject: "No", files: { "a.txt": "kept" } });
  expect(await outbox.list()).toEqual([]);
});

test("a mail for some is sent again to those only who can still get it", async ({
  page,
  site,
  gateway,
  room,
}) => {
  await page.clock.install();
  const outbox = await OutboxPage.open(page, site, gateway);
  room.whim = (line) => {
    if (line.startsWith("RCPT TO:<refused@")) return { say: "550 5.1.1 who" };
    return line.startsWith("RCPT TO:<later@") ? { say: "450 4.2.1 later" } : undefined;
  };
  const to = ["bob@sandbox.test", "refused@sandbox.test", "later@sandbox.test"];
  await outbox.send({ to, subject: "Some" });
  const first = { "bob@sandbox.test": "accepted", "refused@sandbox.test": "failed" };
  const { wait } = await outbox.see("Some", {
    state: "waiting",
    recipients: { ...first, "later@sandbox.test": "waiting" },
  });
  room.whim = () => undefined;
  await page.clock.fastForward(wait ?? 0);
  const second = { ...first, "later@sandbox.test": "accepted" };
  const { id } = await outbox.see("Some", { state: "failed", recipients: second });
  await outbox.ask("retry", id);
  await outbox.see("Some", { state: "sent" });
  expect(room.letters.map((letter) => letter.to)).toEqual([
    ["bob@sandbox.test"],
    ["later@sandbox.test"],
    ["refused@sandbox.test"],
  ]);
});

test("a wrong password holds every mail whose time has come, and is tried once", async ({
  page,
  site,
}) => {
  const demo = await Gateway.demo([site.origin]);
  const auth = { user: "demo", pass: "not the password" };
  const outbox = await OutboxPage.open(page, site, demo, { upstream: "sandbox", auth });
  await outbox.send({ to: TO, subject: "Tonight", in: 3600, here: true });
  await outbox.send({ to: TO, subject: "Locked" });
  await outbox.see("Locked", { state: "held", error: "wrong-password", attempts: 1 });
  const { wait } = await outbox.see("Tonight", { state: "waiting", attempts: 0 });
  expect(wait).toBeGreaterThan(3000_000);
  await demo.stop();
});

test("a mail whose end went unanswered is unknown, and a person decides", async ({
  outbox,
  room,
}) => {
  room.whim = (line) => (line === "." ? "close" : undefined);
  const again = await outbox.send({ to: TO, subject: "Again" });
  const arrived = await outbox.send({ to: TO, subject: "Arrived" });
  await outbox.see("Again", { state: "unknown", recipients: { [TO]: "unknown" } });
  await outbox.see("Arrived", { state: "unknown", error: "outcome-unknown" });
  expect(await outbox.cancel(arrived)).toBeNull();
  room.whim = () => undefined;
  expect(await outbox.ask("flush")).toBe("done");
  expect(await outbox.ask("markSent", arrived)).toBe("done");
  await outbox.see("Arrived", { state: "sent" });
  await outbox.ask("retry", again);
  await outbox.see("Again", { state: "sent" });
  expect(room.count("Again")).toBe(1);
  expect(room.count("Arrived")).toBe(0);
});

test.describe("a mail for later", () => {
  const IN = 3600;

  test("is given at once to a server that holds mails", async ({ outbox, room }) => {
    const offer = "250-scripted.test\r\n250 FUTURERELEASE 864000 2099-01-01T00:00:00Z";
    room.whim = (line) => (line.startsWith("EHLO") ? { say: offer } : undefined);
    await outbox.send({ to: TO, subject: "Held", in: IN });
    await outbox.see("Held", { state: "sent", held: true });
    expect(room.letters[0]?.from).toMatch(/HOLDUNTIL=\d{4}-/);
  });

  test("is given to it, too, when the network is back", async ({ outbox, page, room }) => {
    const offer = "250-scripted.test\r\n250 FUTURERELEASE 864000 2099-01-01T00:00:00Z";
    room.whim = (line) => (line.startsWith("EHLO") ? { say: offer } : undefined);
    await page.context().setOffline(true);
    await outbox.send({ to: TO, subject: "Held", in: IN });
    await outbox.see("Held", { state: "waiting", waitsFor: "network" });
    await page.context().setOffline(false);
    await outbox.see("Held", { state: "sent", held: true });
    expect(room.letters[0]?.from).toMatch(/HOLDUNTIL=\d{4}-/);
  });

  for (const [what, offer] of [
    ["offers nothing", "250 scripted.test"],
    ["does not hold so long", "250-scripted.test\r\n250 FUTURERELEASE 60 2020-01-01T00:00:00Z"],
  ] as const) {
    test(`waits in the page where the server ${what}`, async ({ page, site, gateway, room }) => {
      await page.clock.install();
      const outbox = await OutboxPage.open(page, site, gateway);
      room.whim = (line) => (line.startsWith("EHLO") ? { say: offer } : undefined);
      await outbox.send({ to: TO, subject: "Waits", in: IN });
      const as = { state: "waiting", waitsFor: "time", attempts: 1 } as const;
      const { wait } = await outbox.see("Waits", as);
      expect(room.letters).toEqual([]);
      await page.clock.fastForward(wait ?? 0);
      await outbox.see("Waits", { state: "sent", held: false });
      expect(room.letters[0]?.from).not.toContain("HOLD");
    });
  }

  test("that can still be undone stays, whatever becomes of the network", async ({
    page,
    site,
    gateway,
    room,
  }) => {
    await page.clock.install();
    const outbox = await OutboxPage.open(page, site, gateway);
    await page.context().setOffline(true);
    await outbox.send({ to: TO, subject: "Undone", undo: IN });
    await outbox.send({ to: TO, subject: "Tonight", in: IN, here: true });
    await outbox.send({ to: TO, subject: "Now" });
    await outbox.see("Now", { state: "waiting", waitsFor: "network" });
    for (const subject of ["Undone", "Tonight"]) {
      const { id } = await outbox.see(subject, { state: "waiting", waitsFor: "time" });
      await outbox.ask("retry", id);
    }
    await page.context().setOffline(false);
    await outbox.see("Now", { state: "sent" });
    await outbox.ask("flush");
    for (const subject of ["Undone", "Tonight"]) {
      const { wait } = await outbox.see(subject, { state: "waiting", attempts: 0 });
      expect(wait).toBeGreaterThan((IN - 60) * 1000);
    }
    await page.clock.fastForward(IN * 1000);
    await outbox.see("Undone", { state: "sent" });
    await outbox.see("Tonight", { state: "sent" });
    expect(room.letters).toHaveLength(3);
  });

  test("whose time passed while nobody was there goes out at the next start", async ({
    page,
    site,
    gateway,
    room,
  }) => {
    await page.clock.install();
    const outbox = await OutboxPage.open(page, site, gateway);
    await outbox.send({ to: TO, subject: "Overdue", in: IN, here: true });
    await outbox.ask("close");
    await page.clock.fastForward(2 * IN * 1000);
    expect(room.letters).toEqual([]);
    const reopened = await OutboxPage.open(page, site, gateway);
    await reopened.see("Overdue", { state: "sent" });
    expect(room.count("Overdue")).toBe(1);
  });
});

test("a mail can be undone for some seconds", async ({ page, site, gateway, room }) => {
  await page.clock.install();
  const outbox = await OutboxPage.open(page, site, gateway);
  const oops = await outbox.send({ to: TO, subject: "Oops", undo: 10 });
  await outbox.send({ to: TO, subject: "Meant", undo: 10 });
  expect(await outbox.cancel(oops)).toEqual({ subject: "Oops", files: {} });
  await page.clock.fastForward(10_000);
  await outbox.see("Meant", { state: "sent" });
  expect(room.letters).toHaveLength(1);
});

test("a mail on its way can be cancelled until its end has gone", async ({ outbox, room }) => {
  room.whim = (line) => (line === "DATA" ? "silence" : undefined);
  const early = await outbox.send({ to: TO, subject: "Early", files: { "a.txt": "kept" } });
  await outbox.see("Early", { state: "sending" });
  expect(await outbox.ask("remove", early)).toBe("bad-input");
  expect(await outbox.cancel(early)).toEqual({ subject: "Early", files: { "a.txt": "kept" } });
  expect(await outbox.list()).toEqual([]);
  let ended = false;
  room.whim = (line) => (line === "." ? ((ended = true), "silence") : undefined);
  const late = await outbox.send({ to: TO, subject: "Late" });
  await expect.poll(() => ended).toBe(true);
  expect(await outbox.cancel(late)).toBeNull();
  await outbox.see("Late", { state: "unknown" });
});

test("a mail can be cancelled in the very moment when it is sent", async ({
  outbox,
  page,
  room,
}) => {
  await page.evaluate(cancelWhenSending);
  await outbox.send({ to: TO, subject: "Quick" });
  expect(await page.evaluate(() => window.cancelled)).toBe("Quick");
  expect(await outbox.list()).toEqual([]);
  expect(room.letters).toEqual([]);
});

/** Runs in the page: takes back what it is told to be sent. */
function cancelWhenSending(): void {
  const { outbox } = window.outboxes["default"]!;
  window.cancelled = new Promise((resolve) => {
    outbox.addEventListener("change", ({ detail: { id, entry } }) => {
      if (entry?.state !== "sending") return;
      void outbox.cancel(id).then((message) => resolve(message?.subject ?? "too late"));
    });
  });
}

test("what the server has said counts, though the outbox is closed in that moment", async ({
  outbox,
  page,
  site,
  gateway,
}) => {
  await page.evaluate(refuseWhenStopped);
  await outbox.send({ to: TO, subject: "Refused" });
  await outbox.see("Refused", { state: "sending" });
  await outbox.ask("close");
  const reopened = await OutboxPage.open(page, site, gateway);
  await reopened.see("Refused", { state: "waiting", waitsFor: "server", reply: 451 });
});

/** Runs in the page: the server says "later" just when the mail is stopped. */
function refuseWhenStopped(): void {
  const { transport, WsmtpError } = window.wsmtp;
  const reply = { code: 451, enhanced: null, text: "later" };
  transport.sendMail = (_, { signal } = {}) => {
    return new Promise((__, reject) => {
      const refused = new WsmtpError("message-refused", "later", { temporary: true, reply });
      signal?.addEventListener("abort", () => reject(refused));
    });
  };
}

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
  room,
}) => {
  const work = await OutboxPage.open(page, site, gateway, { name: "work" });
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
  await page.evaluate(writeJunk);
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
  page,
  site,
  gateway,
}) => {
  const outbox = await OutboxPage.open(page, site, gateway, { keepSent: 1 });
  await outbox.send({ to: TO, subject: "First" });
  await outbox.see("First", { state: "sent" });
  await outbox.send({ to: TO, subject: "Second" });
  await outbox.see("Second", { state: "sent" });
  await expect.poll(async () => (await outbox.list()).length).toBe(1);
  await page.evaluate(fill, 999);
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
  await page.evaluate(upgrade);
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
    /** The subject of what was taken back. */
    cancelled: Promise<string>;
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

/** Runs in the page: opens the database as a version of the far future would. */
function upgrade(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("wsmtp-outbox-default", 99);
    request.onblocked = () => reject(new Error("blocked"));
    request.onsuccess = () => resolve(request.result.close());
  });
}

/** Runs in the page: puts so many entries where entries lie. */
function fill(count: number): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open("wsmtp-outbox-default");
    request.onsuccess = () => {
      const transaction = request.result.transaction("entries", "readwrite");
      for (let key = 0; key < count; key++) {
        transaction.objectStore("entries").put("an entry", `x${key}`);
      }
      transaction.oncomplete = () => resolve(request.result.close());
    };
  });
}

/** Runs in the page: puts what is no entry where entries lie. */
function writeJunk(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("wsmtp-outbox-default");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction("entries", "readwrite");
      const entries = transaction.objectStore("entries");
      const junk = { state: "waiting", next: new Date(0), recipients: [{ address: 1 }] };
      for (const [key, value] of Object.entries({ a: null, b: "text", c: junk, d: [] })) {
        entries.put(value, key);
      }
      entries.put("not ours", 5);
      transaction.oncomplete = () => resolve(request.result.close());
    };
  });
}
