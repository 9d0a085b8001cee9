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
  openOutbox,
  room,
}) => {
  // It is the network that brings it, and not that a pause is over.
  const schedule = { network: { first: HOUR, longest: HOUR } };
  const outbox = await openOutbox({ schedule });
  await page.context().setOffline(true);
  await outbox.send({ to: TO, subject: "Offline" });
  const waiting = await outbox.see("Offline", { state: "waiting", waitsFor: "network" });
  expect(waiting.error).toBe("gateway-down");
  await page.context().setOffline(false);
  await outbox.see("Offline", { state: "sent" });
  expect(room.count("Offline")).toBe(1);
});

test("a server that says later is asked again after half an hour, and then more and more rarely", async ({
  timedOutbox: outbox,
  room,
}) => {
  room.whim = (line) => (line === "." ? { say: "451 4.3.2 later" } : undefined);
  await outbox.send({ to: TO, subject: "Later" });
  const least = [1, 2, 4, 6, 6];
  for (const [index, halfHours] of least.entries()) {
    const as = { state: "waiting", waitsFor: "server", attempts: index + 1, reply: 451 } as const;
    const wait = (await outbox.see("Later", as)).wait ?? 0;
    expect(wait).toBeGreaterThan((halfHours - 0.1) * HALF_AN_HOUR);
    expect(wait).toBeLessThanOrEqual(halfHours * 1.2 * HALF_AN_HOUR);
    if (index === 4) room.whim = () => undefined;
    await outbox.skip(wait);
  }
  const { messageId } = await outbox.see("Later", { state: "sent", attempts: 6 });
  expect(room.letters.map(({ content }) => content)).toEqual([expect.stringContaining(messageId)]);
});

test("a mail that no server takes in five days has failed, and days offline do not count", async ({
  page,
  timedOutbox: outbox,
  room,
}) => {
  room.whim = (line) => (line.startsWith("RCPT") ? { say: "450 4.2.1 later" } : undefined);
  await page.context().setOffline(true);
  const id = await outbox.send({ to: TO, subject: "Never" });
  await outbox.see("Never", { state: "waiting", waitsFor: "network", attempts: 0 });
  await outbox.skip(9 * DAY);
  await page.context().setOffline(false);
  await outbox.see("Never", { state: "waiting", waitsFor: "server", attempts: 1 });
  await outbox.skip(5 * DAY);
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
  timedOutbox: outbox,
  room,
}) => {
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
  await outbox.skip(wait);
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
  demo,
}) => {
  const auth = { user: "demo", pass: "not the password" };
  const outbox = await OutboxPage.open(page, site, demo, { upstream: "sandbox", auth });
  await outbox.send({ to: TO, subject: "Tonight", in: 3600, here: true });
  await outbox.send({ to: TO, subject: "Locked" });
  await outbox.see("Locked", { state: "held", error: "wrong-password", attempts: 1 });
  const { wait } = await outbox.see("Tonight", { state: "waiting", attempts: 0 });
  expect(wait).toBeGreaterThan(3000_000);
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

test("what the server has said counts, though the outbox is closed in that moment", async ({
  outbox,
  page,
  openOutbox,
}) => {
  await page.evaluate(refuseWhenStopped);
  await outbox.send({ to: TO, subject: "Refused" });
  await outbox.see("Refused", { state: "sending" });
  await outbox.ask("close");
  const reopened = await openOutbox();
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
