import { newestIs, press, subjectWritten, writeAndSend } from "../flows/composing-page.js";
import { BROWSERS, startBrowser } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";

const TO = "friend@sandbox.test";

for (const name of BROWSERS) {
  test(`${name}: mails are undone, sent, and told of by recipient`, async ({
    demo,
    launchOptions,
  }) => {
    const browser = await startBrowser(name, launchOptions);
    const tab = await browser.open();
    await tab.goto(demo.url());
    await tab.evaluate(writeAndSend, { to: TO, subject: "Undone", undo: 30 });
    expect(await tab.evaluate(newestIs, ["undo"])).toBe("undo");
    await tab.evaluate(press, "Undo");
    expect(await tab.evaluate(newestIs, ["none"])).toBe("none");
    expect(await tab.evaluate(subjectWritten, null)).toBe("Undone");
    await tab.evaluate(writeAndSend, { to: TO, subject: "At once", undo: 30 });
    expect(await tab.evaluate(newestIs, ["undo"])).toBe("undo");
    await tab.evaluate(press, "Send now");
    expect(await tab.evaluate(newestIs, ["accepted"])).toBe("accepted");
    const both = `${TO}, refused@sandbox.test`;
    await tab.evaluate(writeAndSend, { to: both, subject: "For one", undo: 0 });
    expect(await tab.evaluate(newestIs, ["partial"])).toBe("partial");
    await browser.close();
  });
}
