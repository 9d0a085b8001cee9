import { expect, test } from "../parts/outbox-test.js";

const TO = "bob@sandbox.test";

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
    test(`waits in the page where the server ${what}`, async ({ timedOutbox: outbox, room }) => {
      room.whim = (line) => (line.startsWith("EHLO") ? { say: offer } : undefined);
      await outbox.send({ to: TO, subject: "Waits", in: IN });
      const as = { state: "waiting", waitsFor: "time", attempts: 1 } as const;
      const { wait } = await outbox.see("Waits", as);
      expect(room.letters).toEqual([]);
      await outbox.skip(wait);
      await outbox.see("Waits", { state: "sent", held: false });
      expect(room.letters[0]?.from).not.toContain("HOLD");
    });
  }

  test("that can still be undone stays, whatever becomes of the network", async ({
    page,
    timedOutbox: outbox,
    room,
  }) => {
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
    await outbox.skip(IN * 1000);
    await outbox.see("Undone", { state: "sent" });
    await outbox.see("Tonight", { state: "sent" });
    expect(room.letters).toHaveLength(3);
  });

  test("that one does not want to wait for goes out now, dated now", async ({ outbox, room }) => {
    const tonight = { subject: "Tonight", in: IN, here: true };
    for (const mail of [tonight, { subject: "Undone", undo: IN }]) {
      const id = await outbox.send({ to: TO, ...mail });
      await outbox.see(mail.subject, { state: "waiting", attempts: 0 });
      expect(await outbox.ask("sendNow", id)).toBe("done");
      await outbox.see(mail.subject, { state: "sent", held: false });
      expect(await outbox.ask("sendNow", id)).toBe("bad-input");
    }
    for (const { content } of room.letters) {
      const dated = Date.parse(/^Date: (.*)$/m.exec(content)?.[1] ?? "");
      expect(Math.abs(Date.now() - dated)).toBeLessThan((IN / 2) * 1000);
    }
  });

  test("whose time passed while nobody was there goes out at the next start", async ({
    timedOutbox: outbox,
    openOutbox,
    room,
  }) => {
    await outbox.send({ to: TO, subject: "Overdue", in: IN, here: true });
    await outbox.ask("close");
    await outbox.skip(2 * IN * 1000);
    expect(room.letters).toEqual([]);
    const reopened = await openOutbox();
    await reopened.see("Overdue", { state: "sent" });
    expect(room.count("Overdue")).toBe(1);
  });
});

declare global {
  interface Window {
    /** The subject of what was taken back. */
    cancelled: Promise<string>;
  }
}

test("a mail can be undone for some seconds", async ({ timedOutbox: outbox, room }) => {
  const oops = await outbox.send({ to: TO, subject: "Oops", undo: 10 });
  await outbox.send({ to: TO, subject: "Meant", undo: 10 });
  expect(await outbox.cancel(oops)).toEqual({ subject: "Oops", files: {} });
  await outbox.skip(10_000);
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
