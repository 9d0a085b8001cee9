import { expectAccessible } from "../parts/accessible.js";
import type { ComposePage } from "../parts/compose-page.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { KeepingServer } from "../parts/keeping-server.js";
import { OutboxPanel } from "../parts/outbox-panel.js";
import { everythingStored } from "../parts/stored.js";
import { friendly, listening } from "../parts/scripted-server.js";

/** Tests with the outbox of the page. */
const test = base.extend<{ readonly panel: OutboxPanel }>({
  panel: async ({ page }, use) => use(new OutboxPanel(page)),
});

const LETTER = { To: "friend@sandbox.test", Subject: "Hello", Text: "How are you?" };

/** Has a mail wait until tomorrow. */
async function sendTomorrow(compose: ComposePage, panel: OutboxPanel): Promise<void> {
  await compose.fill({ ...LETTER, Subject: "Tomorrow" });
  await (await panel.openLater()).getByRole("button", { name: /^Tomorrow morning/ }).click();
  await panel.see("Tomorrow", /^To be sent .*08:00$/);
}

test.describe("undo", () => {
  test("a mail can be undone for as long as the person has chosen, and is in the form again", async ({
    demo,
    compose,
    panel,
    page,
  }) => {
    await compose.openWhole(demo.url());
    const later = await panel.openLater();
    await later.getByLabel("Each mail can be undone").selectOption("for 30 seconds");
    await page.keyboard.press("Escape");
    await compose.fill({ ...LETTER, Subject: "Oops" });
    await compose.attach({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("kept") });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "undo");
    const told = page.locator("wsmtp-outbox").getByRole("status").first();
    await expect(told).toHaveText("About to be sent, and can be undone: Oops");
    await expect(compose.field("Subject")).toHaveValue("");
    await panel.act("Oops", "Undo");
    await expect(compose.outcome).toHaveCount(0);
    await expect(compose.field("Subject")).toHaveValue("Oops");
    await expect(compose.field("Text")).toHaveText("How are you?");
    await expect(compose.chips("To")).toHaveText([/friend@sandbox\.test/]);
    await expect(page.getByText("a.txt")).toBeVisible();
    const kept = await page.request.get(demo.url("sandbox/messages"));
    expect(await kept.text()).not.toContain("Oops");
  });

  test("a mail that is undone by the key goes by the server that it was for, also as a draft", async ({
    compose,
    panel,
    page,
    scripted,
  }) => {
    const { heard, rule } = listening();
    const first = await scripted(friendly());
    const second = await scripted(rule);
    const gateway = await Gateway.serving({ first, second });
    await compose.open(gateway.url());
    await (await panel.openLater()).getByLabel("Each mail can be undone").selectOption("30");
    await page.keyboard.press("Escape");
    await compose.showServer();
    await compose.field("Server").selectOption({ value: "second" });
    await compose.fill({
      From: "ada@example.org",
      To: "bob@example.org",
      Subject: "By the second",
    });
    await compose.send();
    await panel.see("By the second", "About to be sent");
    await compose.field("Server").selectOption({ value: "first" });
    await compose.field("Server").press("ControlOrMeta+Shift+z");
    await expect(panel.mail("By the second")).toHaveCount(0);
    await expect(compose.field("Subject")).toHaveValue("By the second");
    await expect(compose.field("Server")).toHaveValue("second");
    await page.reload();
    await expect(compose.field("Subject")).toHaveValue("By the second");
    await expect(compose.field("Server")).toHaveValue("second");
    await compose.send();
    await panel.act("By the second", "Send now");
    await expect.poll(() => heard).toContain("Subject: By the second");
    await gateway.stop();
  });

  test("a mail goes out when its seconds are over, and before if one likes", async ({
    demo,
    compose,
    panel,
    page,
  }) => {
    await compose.open(demo.url());
    await page.evaluate(() => localStorage.setItem("wsmtp-undo", "5"));
    await compose.fill({ ...LETTER, Subject: "By itself" });
    await compose.send();
    await panel.see("By itself", "About to be sent");
    await panel.see("By itself", "Sent");
    await page.evaluate(() => localStorage.setItem("wsmtp-undo", "30"));
    await compose.fill({ ...LETTER, Subject: "At once" });
    await compose.send();
    await panel.act("At once", "Send now");
    await panel.see("At once", "Sent");
  });
});

test("mails go out one after another over one connection, and stay in view for a while", async ({
  demo,
  compose,
  panel,
}) => {
  await compose.open(demo.url());
  const subjects = ["First", "Second", "Third", "Fourth"];
  for (const Subject of subjects) {
    await compose.fill({ ...LETTER, Subject });
    await compose.send();
    await panel.see(Subject, "Sent");
  }
  for (const subject of subjects.slice(1)) await panel.see(subject, "Sent");
  await expect(panel.mail("First").getByRole("heading", { name: "Sent" })).toBeHidden();
  const said = await compose.conversation();
  expect(said.filter((line) => line.startsWith("C AUTH "))).toHaveLength(1);
  expect(said.filter((line) => line.startsWith("C MAIL FROM:"))).toHaveLength(4);
});

test.describe("send later", () => {
  test("a mail waits in the page for a time to choose from, and goes out before if one likes", async ({
    demo,
    compose,
    panel,
  }) => {
    await compose.open(demo.url());
    await sendTomorrow(compose, panel);
    await expect(compose.outcome).toHaveAttribute("data-outcome", "later");
    await expect(panel.mail("Tomorrow")).toContainText("has to be open");
    await panel.act("Tomorrow", "Send now");
    await panel.see("Tomorrow", "Sent");
  });

  test("the key that sends a mail sends it at the time that is typed", async ({
    demo,
    compose,
    panel,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ ...LETTER, Subject: "Then" });
    const time = (await panel.openLater()).getByLabel("Another time");
    await time.fill("2000-01-01T12:00");
    await time.press("ControlOrMeta+Enter");
    await expect(page.getByText("That time has passed: choose one that is to come.")).toBeVisible();
    await time.fill("2199-01-01T12:00");
    await time.press("ControlOrMeta+Enter");
    await panel.see("Then", /^To be sent .*2199/);
  });

  test("a server that can keeps a mail until then", async ({
    compose,
    gatewayTo,
    scripted,
    panel,
  }) => {
    const offer = "250-scripted.test\r\n250 FUTURERELEASE 864000 2099-01-01T00:00:00Z";
    const upstream = await scripted((line) => {
      if (line.startsWith("EHLO")) return { say: offer };
      if (line === "DATA") return { say: "354 go on" };
      return { say: line === "" ? "220 scripted.test" : "250 2.0.0 fine" };
    });
    await compose.open((await gatewayTo(upstream)).url());
    await compose.fill({ ...LETTER, From: "ada@sandbox.test", Subject: "In an hour" });
    await (await panel.openLater()).getByRole("button", { name: /^In an hour/ }).click();
    await panel.see("In an hour", /^To be sent /);
    await expect(panel.mail("In an hour")).toContainText("no page has to be open");
    expect((await compose.conversation()).join("\n")).toMatch(/HOLDUNTIL=/);
  });

  test("any time that is to come can be typed in, by keyboard alone", async ({
    demo,
    compose,
    panel,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ ...LETTER, Subject: "Some day" });
    await compose.sendButton.focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: /^In an hour/ })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Send later" })).toBeFocused();
    await page.keyboard.press("Enter");
    const time = page.getByLabel("Another time");
    await time.fill("2020-01-01T10:00");
    await time.press("Enter");
    await expect(page.getByText("That time has passed: choose one that is to come.")).toBeVisible();
    await time.fill("2090-01-01T10:00");
    await time.press("Enter");
    await panel.see("Some day", /2090/);
    await panel.act("Some day", "Delete");
    await expect(page.getByRole("button", { name: "Keep it" })).toBeFocused();
    await panel.act("Some day", "Delete it");
    await expect(panel.mail("Some day")).toHaveCount(0);
  });
});

test("a mail waits for the network, and goes out by itself when that is back", async ({
  demo,
  compose,
  panel,
  page,
}) => {
  await compose.openWhole(demo.url());
  // A connection that is there already would still do.
  await page.context().setOffline(true);
  await compose.fill({ ...LETTER, Subject: "From a tunnel" });
  await compose.send();
  await panel.see("From a tunnel", "Waiting for the network");
  await expect(panel.mail("From a tunnel")).toContainText("by itself");
  await page.context().setOffline(false);
  await panel.see("From a tunnel", "Sent");
});

test("after a reload mails wait for the password, which is nowhere stored", async ({
  postfix,
  gatewayTo,
  compose,
  panel,
  page,
}) => {
  const { user, password } = postfix.report;
  const gateway = await gatewayTo(postfix.upstream);
  await compose.open(gateway.url());
  await compose.signIn(user, password);
  await compose.fill({ ...LETTER, From: user, To: "bob@postfix.test", Subject: "After a reload" });
  await (await panel.openLater()).getByRole("button", { name: /^In an hour/ }).click();
  await panel.see("After a reload", /^To be sent /);
  const stored = await page.evaluate(everythingStored);
  for (const kept of [user, "After a reload"]) expect(stored).toContain(kept);
  expect(stored).not.toContain(password);

  await page.goto(gateway.url());
  await expect(page.getByText(`1 mail waits for the password of ${user}`)).toBeVisible();
  await panel.act("After a reload", "Send now");
  await panel.see("After a reload", "Held: the password is needed");
  await expectAccessible(page);
  await panel.signIn("not the password");
  await panel.see("After a reload", "Held: the password is wrong");
  await panel.signIn(password);
  await panel.see("After a reload", "Sent");
  await postfix.stored("bob@postfix.test", "After a reload");
  const afterwards = await page.evaluate(everythingStored);
  expect(afterwards).toContain("After a reload");
  for (const secret of [password, "not the password"]) expect(afterwards).not.toContain(secret);
});

test("whose mail it is, is known before the mail is stored", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await page.evaluate(() => {
    const stored = IDBObjectStore.prototype;
    const { put, add } = stored;
    const note = (): void => {
      const known = localStorage.getItem("wsmtp-accounts") ?? "[]";
      document.documentElement.dataset["known"] ??= known;
    };
    for (const [name, write] of Object.entries({ put, add })) {
      Object.assign(stored, {
        [name](this: IDBObjectStore, ...all: [unknown, IDBValidKey?]) {
          if (this.transaction.db.name.includes("outbox")) note();
          return write.apply(this, all);
        },
      });
    }
  });
  await compose.fill({ ...LETTER, Subject: "Known" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const known = await page.evaluate(() => document.documentElement.dataset["known"]);
  expect(known).toContain("demo@sandbox.test");
});

test("mails that wait stay in view, whoever else one sends as", async ({
  demo,
  compose,
  panel,
}) => {
  await compose.open(demo.url());
  await sendTomorrow(compose, panel);
  for (let count = 1; count <= 9; count += 1) {
    await compose.signIn(`user${count}@sandbox.test`, "a password");
    await compose.field("Password").blur();
  }
  await compose.fill({ From: "user9@sandbox.test", To: "friend@sandbox.test", Subject: "Ninth" });
  await (await panel.openLater()).getByRole("button", { name: /^Tomorrow morning/ }).click();
  await panel.see("Ninth", "Held: the password is wrong");
  await panel.see("Tomorrow", /^To be sent /);
});

test("mails that wait are there for whoever sends next, where what sends could not be loaded at first", async ({
  demo,
  compose,
  panel,
  page,
}) => {
  await compose.open(demo.url());
  await sendTomorrow(compose, panel);
  await page.route("**/assets/outgoing-*.js", (route) => route.abort());
  await compose.open(demo.url());
  await compose.fill({ ...LETTER, Subject: "Not yet" });
  await compose.send();
  await compose.expectNotice(/what sends mails could not be loaded/i);
  await page.unroute("**/assets/outgoing-*.js");
  await compose.signIn("other@sandbox.test", "a password");
  await compose.field("Password").blur();
  await panel.see("Tomorrow", /^To be sent /);
});

test("accounts that somebody else wrote into the storage do no harm", async ({
  demo,
  compose,
  page,
  complaints,
}) => {
  await compose.open(demo.url());
  await page.evaluate(() => {
    const place = { kind: "upstream", gateway: location.href, upstream: "sandbox" };
    const host = { ...place, kind: "host", host: "x.test", port: "25", tls: "none" };
    const wrong = [null, 1, {}, { ...place, user: 1 }, { ...host, upstream: 1, user: "" }];
    const accounts = [...wrong, { ...place, user: "nobody", password: "planted" }];
    localStorage.setItem("wsmtp-accounts", JSON.stringify(accounts));
  });
  await compose.open(demo.url());
  // Nothing waits for the one that can be read, so it is forgotten.
  await expect.poll(() => page.evaluate(() => localStorage.getItem("wsmtp-accounts"))).toBe("[]");
  await page.evaluate(() => localStorage.setItem("wsmtp-accounts", "{"));
  await compose.open(demo.url());
  await compose.fill({ ...LETTER, Subject: "Unharmed" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  expect(complaints).toEqual([]);
});

test("a mail of which nobody knows whether it arrived asks the person", async ({
  sendUntil,
  panel,
  page,
}) => {
  await sendUntil(".");
  await expect(page.getByText("Waiting for the server", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await panel.see("(no subject)", "Perhaps sent");
  await expect(page.getByText("It was too late to take the mail back.")).toBeVisible();
  await expectAccessible(page);
  await expect(panel.mail("(no subject)")).toContainText("may deliver it twice");
  await panel.act("(no subject)", "It arrived");
  await panel.see("(no subject)", "Sent");
});

test("how much the server has of a mail is seen, and it can be taken back until its end", async ({
  compose,
  gatewayTo,
  panel,
  page,
}, testInfo) => {
  const server = await KeepingServer.start(["CHUNKING"], testInfo.outputPath("mail.eml"));
  // More than all buffers on the way hold.
  const buffer = Buffer.alloc(24 * 1024 * 1024, "wsmtp ");
  server.pauses = [{ at: 1024 * 1024, until: () => new Promise(() => undefined) }];
  const upstream = { host: "127.0.0.1", port: server.port, tls: "none" } as const;
  await compose.open((await gatewayTo(upstream)).url());
  await compose.fill({ ...LETTER, From: "ada@sandbox.test", Subject: "Large" });
  await compose.attach({ name: "large.txt", mimeType: "text/plain", buffer });
  await compose.send();
  const progress = panel.mail("Large").getByRole("progressbar", { name: "Sent" });
  await expect(progress).toBeVisible();
  const taken = () => progress.evaluate((bar: HTMLProgressElement) => bar.value / bar.max);
  await expect.poll(taken).toBeGreaterThan(0);
  expect(await taken()).toBeLessThan(0.9);
  await expect(panel.mail("Large")).toContainText(/ MiB of 3\d MiB/);
  await panel.act("Large", "Cancel");
  await expect(panel.mail("Large")).toHaveCount(0);
  await expect(compose.field("Subject")).toHaveValue("Large");
  await expect(page.getByText("large.txt", { exact: true })).toBeVisible();
  server.stop();
});

test("a mail that some have is edited for the others", async ({ demo, compose, panel, page }) => {
  await compose.open(demo.url());
  const to = "friend@sandbox.test, refused@sandbox.test";
  await compose.fill({ ...LETTER, To: to, Subject: "For the rest" });
  await compose.send();
  await panel.see("For the rest", "Sent to 1 of 2 recipients");
  await panel.act("For the rest", "Edit");
  await expect(compose.chips("To")).toHaveText([/refused@sandbox\.test/]);
  await compose.fill({ To: "other@sandbox.test" });
  await compose.send();
  await panel.see("For the rest", "Sent");
  const mails = (await (await page.request.get(demo.url("sandbox/messages"))).json()) as {
    subject: string;
    to: string[];
  }[];
  const mine = mails.filter(({ subject }) => subject === "For the rest").map(({ to }) => to);
  expect(mine).toEqual([["other@sandbox.test"], ["friend@sandbox.test"]]);
});

test("what another tab sends is seen, and can be undone there", async ({
  demo,
  compose,
  panel,
  page,
}) => {
  await compose.open(demo.url());
  await page.evaluate(() => localStorage.setItem("wsmtp-undo", "30"));
  const other = await page.context().newPage();
  await other.goto(demo.url());
  await compose.fill({ ...LETTER, Subject: "In two tabs" });
  await compose.send();
  await panel.see("In two tabs", "About to be sent");
  const there = new OutboxPanel(other);
  await there.see("In two tabs", "About to be sent");
  await there.act("In two tabs", "Undo");
  await expect(panel.mail("In two tabs")).toHaveCount(0);
  await expect(other.getByLabel("Subject", { exact: true })).toHaveValue("In two tabs");
  await other.close();
});
