import { composeEverything } from "../flows/composing.js";
import { load } from "../flows/load.js";
import {
  abortOnTheWay,
  attachEverything,
  outcome,
  sendInWorker,
  sendTwice,
  talk,
} from "../flows/sending.js";
import {
  cancelMail,
  heardOf,
  listOutbox,
  openOutbox,
  sendLater,
  untilTold,
} from "../flows/outbox.js";
import { BROWSERS, startBrowser } from "../parts/browsers.js";
import type { Browser, Tab } from "../parts/browsers.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";

/** A gateway that the site may use, to Postfix. */
const test = base.extend<object, { readonly gateway: Gateway }>({
  gateway: [
    async ({ postfix, site }, use) => {
      const upstreams = { mail: postfix.upstream };
      const gateway = await Gateway.serving(upstreams, undefined, [site.origin]);
      await use(gateway);
      await gateway.stop();
    },
    { scope: "worker" },
  ],
});

const EVERYWHERE = BROWSERS.flatMap((name) => [
  { name, worker: false },
  { name, worker: true },
]);

for (const { name, worker } of EVERYWHERE) {
  test.describe(worker ? `${name}, in a worker` : name, () => {
    let browser: Browser;
    let tab: Tab;

    test.beforeAll(async ({ launchOptions }) => {
      browser = await startBrowser(name, launchOptions);
    });
    test.afterAll(() => browser.close());
    // A connection that is kept would hold up the gateway's end.
    test.afterEach(() => tab.close());
    test.beforeEach(async ({ site, gateway, postfix }) => {
      const { user, password } = postfix.report;
      tab = await browser.open();
      await tab.goto(site.origin);
      const auth = { user, pass: password };
      await tab.evaluate(load, { gateway: gateway.url(), upstream: "mail", auth, worker });
    });

    test("a mail with attachments of every kind lies in Postfix's mailbox", async ({ postfix }) => {
      const { user } = postfix.report;
      const subject = `From ${name} ☃ ${worker}`;
      const sent = await tab.evaluate(attachEverything, {
        from: user,
        to: "bob@postfix.test",
        subject,
      });
      expect(sent.accepted).toEqual(["bob@postfix.test"]);
      expect(sent.progress?.sent).toBe(sent.progress?.total);
      const mail = await postfix.stored("bob@postfix.test", subject);
      expect(mail.text?.trimEnd()).toBe("Liebe Grüße\n.\n日本語");
      expect(mail.html).toContain("<p>Liebe Grüße</p>");
      expect(mail.attachments.map(({ filename, size }) => ({ filename, size }))).toEqual([
        { filename: "Überblick ☃.txt", size: 9 },
        { filename: "blob.bin", size: 100_000 },
        { filename: "bytes.bin", size: 4 },
        { filename: "empty.txt", size: 0 },
      ]);
      expect(mail.attachments[2]?.content).toEqual(Buffer.from([0, 13, 10, 255]));
    });

    test("a mail of all that only pages have lies there as it was meant", async ({ postfix }) => {
      const subject = `Everything from ${name}`;
      const to = { from: postfix.report.user, to: "bob@postfix.test", subject };
      expect(await tab.evaluate(composeEverything, to)).toEqual(["bob@postfix.test"]);
      const mail = await postfix.stored("bob@postfix.test", subject);
      // The reader shows the message that is attached below the text, and pictures where HTML names them.
      expect(mail.text).toMatch(/^Grüße\n[^]*Subject: inner\n\ninner text/);
      expect(mail.html).toMatch(/^<p>Grüße <img src="data:image.*"> <img src="data:image.*"><\/p>/);
      expect(mail.replyTo?.text).toBe(`"Überblick, der" <${to.from}>`);
      expect(mail.references).toEqual(["<1@x.example>", "<2@x.example>"]);
      expect(mail.headers.get("x-trace")).toHaveLength(2);
      const attached = mail.attachments.map((one) => [one.filename, one.contentType, one.related]);
      expect(attached).toEqual([
        ["logo.png", "image/png", true],
        ["image-1.png", "image/png", true],
        [undefined, "text/calendar", undefined],
        ["stream.txt", "text/plain", undefined],
        ["index.html", "text/html", undefined],
        ["object.txt", "text/plain", undefined],
        ["attachment-5.csv", "text/csv", undefined],
        ["invite.ics", "application/ics", undefined],
      ]);
    });

    test("what goes wrong has a code", async ({ postfix }) => {
      const { user } = postfix.report;
      const message = { from: user, to: "bob@postfix.test", text: "hello" };
      expect(await tab.evaluate(outcome, { message })).toBe("accepted");
      const wrong = { message, pass: "not the password" };
      expect(await tab.evaluate(outcome, wrong)).toBe("wrong-password");
      const unknown = { message: { ...message, to: "nobody@postfix.test" } };
      expect(await tab.evaluate(outcome, unknown)).toBe("recipient-refused");
      const none = { message: { ...message, to: "nobody at all" } };
      expect(await tab.evaluate(outcome, none)).toBe("bad-input");
    });

    test("a mail on its way can be stopped", async ({ postfix }) => {
      const message = { from: postfix.report.user, to: "bob@postfix.test" };
      expect(await tab.evaluate(abortOnTheWay, message)).toBe("closed");
    });

    test("mails go over one connection", async ({ postfix }) => {
      const message = { from: postfix.report.user, to: "bob@postfix.test" };
      const said = await tab.evaluate(sendTwice, message);
      expect(said.filter((line) => line === "STARTTLS")).toHaveLength(1);
      expect(said.filter((line) => line.startsWith("MAIL FROM"))).toHaveLength(2);
    });

    test("a worker of the page's own sends with the package, and needs no other", async ({
      postfix,
    }) => {
      const message = { from: postfix.report.user, to: "bob@postfix.test" };
      expect(await tab.evaluate(sendInWorker, message)).toEqual(["bob@postfix.test"]);
    });

    test("an outbox sends once, keeps what is refused, and gives back what waits", async ({
      postfix,
    }) => {
      const from = postfix.report.user;
      await tab.evaluate(openOutbox, { name });
      const put = (mail: Omit<Parameters<typeof sendLater>[0]["mail"], "from">) =>
        tab.evaluate(sendLater, { name, mail: { from, ...mail } });
      const to = "bob@postfix.test";
      const files = { "a.txt": "kept" };
      const waiting = await put({ to, subject: "Undone", files, undo: 3600 });
      await put({ to: "nobody@postfix.test", subject: "Refused" });
      const subject = `Stored by ${name}`;
      await put({ to, subject, files });
      await tab.evaluate(untilTold, { name, state: "sent" });
      const mail = await postfix.stored(to, subject);
      expect(mail.attachments[0]?.content.toString()).toBe("kept");
      const taken = await tab.evaluate(cancelMail, { name, id: waiting });
      expect(taken).toEqual({ subject: "Undone", files });
      const left = await tab.evaluate(listOutbox, name);
      expect(left.map(({ subject, state }) => ({ subject, state }))).toEqual([
        { subject: "Refused", state: "failed" },
        { subject, state: "sent" },
      ]);
      const heard = await tab.evaluate(heardOf, name);
      expect(heard.filter((one) => one !== "progress")).toEqual([
        "failed Refused",
        `sent ${subject}`,
      ]);
    });

    test("a session tells what is said in it, without the password", async ({ postfix }) => {
      const { lines, security, offers } = await tab.evaluate(talk, {});
      expect(security).toBe("starttls");
      expect(offers).toContain("8BITMIME");
      expect(lines[0]).toMatch(/^S: 220 /);
      expect(lines).toContain("C: NOOP");
      expect(lines.at(-1)).toMatch(/^S: 221 /);
      expect(lines.join("\n")).not.toContain(postfix.report.password);
    });
  });
}
