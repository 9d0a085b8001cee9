import { load } from "../flows/load.js";
import {
  abortInWorker,
  killWorker,
  sendByWorker,
  shareWorker,
  tryWorkers,
} from "../flows/worker.js";
import { BROWSERS, startBrowser } from "../parts/browsers.js";
import type { Browser, Tab } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";
import { sandboxOf } from "../parts/sandbox.js";

/** The script of the package's worker, on the site of these tests. */
const script = "/dist/worker.js";
const mail = { from: "ada@sandbox.test", to: "bob@sandbox.test", text: "hello" };

for (const name of BROWSERS) {
  test.describe(name, () => {
    let browser: Browser;
    let tab: Tab;

    test.beforeAll(async ({ launchOptions }) => {
      browser = await startBrowser(name, launchOptions);
    });
    test.afterAll(() => browser.close());
    test.beforeEach(async ({ site, demo, request }) => {
      const { user, password } = await sandboxOf(request, demo);
      tab = await browser.open();
      await tab.goto(site.origin);
      const auth = { user, pass: password };
      await tab.evaluate(load, { gateway: demo.url(), upstream: "sandbox", auth });
    });

    test("a worker composes, encodes and sends, and the page touches no octet of it", async () => {
      const { progress, ...told } = await tab.evaluate(sendByWorker, mail);
      expect(told).toEqual({
        touched: [],
        accepted: [mail.to, mail.to],
        bad: "bad-input",
        signIns: 1,
      });
      expect(progress.length).toBeGreaterThan(4);
    });

    test("transports share a worker, and composing goes there, too", async () => {
      const { accepted, composed } = await tab.evaluate(shareWorker, { script, mail });
      expect(accepted).toEqual(Array(5).fill(mail.to));
      expect(composed).toMatch(/^From: ada@sandbox\.test\r\n[^]*\r\n\r\nhello\r\n$/m);
    });

    test("a worker that cannot start is said to, and spoils nothing", async () => {
      const unusable = expect.stringMatching(
        /the worker of wsmtp cannot be used/,
      ) as unknown as string;
      const outcomes = await tab.evaluate(tryWorkers, ["/nothing.js", "data:text/plain,no", true]);
      expect(outcomes).toEqual([unusable, unusable, "true"]);
    });

    test("a worker that dies ends all, and nobody knows of the mail on its way", async () => {
      const outcomes = await tab.evaluate(killWorker, { script, mail });
      expect(outcomes).toEqual(["outcome-unknown", "internal", "done", "internal"]);
    });

    test("a mail on its way in a worker can be stopped, and the next one goes", async () => {
      const outcomes = await tab.evaluate(abortInWorker, mail);
      expect(outcomes).toEqual(["closed: enough", mail.to]);
    });
  });
}
