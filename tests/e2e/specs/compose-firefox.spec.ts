import { simpleParser } from "mailparser";
import { copyNext } from "../flows/clipboard.js";
import {
  focusField,
  focusText,
  newestIs,
  offered,
  pagesKept,
  press,
  sendWritten,
  shown,
  writeAndSend,
} from "../flows/composing-page.js";
import { startBrowser } from "../parts/browsers.js";
import type { Tab } from "../parts/browsers.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { listening } from "../parts/scripted-server.js";

/** One tab of Firefox, with a profile of its own. */
const test = base.extend<{ readonly tab: Tab }>({
  tab: async ({}, use) => {
    const firefox = await startBrowser("firefox", {});
    await use(await firefox.open());
    await firefox.close();
  },
});

test("in Firefox, too, a reload loses nothing, and formatted text arrives as it was written", async ({
  demo,
  tab,
  request,
}) => {
  await tab.goto(demo.url());
  expect(await tab.evaluate(offered, undefined)).toBe(true);
  await tab.evaluate(focusField, "subject" as const);
  await tab.keyboard.type("Half written");
  await expect.poll(() => tab.evaluate(focusText, undefined)).toBe(true);
  await chord(tab, "b");
  await tab.keyboard.type("Bold words");
  await expect.poll(() => tab.evaluate(shown, undefined)).toMatchObject({ saved: true });
  const before = await tab.evaluate(shown, undefined);
  expect(before).toMatchObject({ subject: "Half written", bold: ["Bold words"] });

  await tab.goto(demo.url());
  await expect.poll(() => tab.evaluate(shown, undefined)).toEqual(before);
  await tab.evaluate(sendWritten, undefined);
  expect(await tab.evaluate(newestIs, ["accepted"])).toBe("accepted");
  const found = await request.get(demo.url("sandbox/messages?subject=Half+written"));
  const [mail] = (await found.json()) as { readonly id: number }[];
  const source = await request.get(demo.url(`sandbox/messages/${mail?.id}`));
  const { html, text } = await simpleParser(await source.body());
  expect(html).toContain("<b>Bold words</b>");
  expect(text?.trim()).toBe("Bold words");
});

test("in Firefox, too, a pasted list becomes a chip for each, names and all", async ({
  demo,
  tab,
}) => {
  await tab.goto(demo.url());
  expect(await tab.evaluate(offered, undefined)).toBe(true);
  const content = '"Hopper, Grace" <grace@sandbox.test>; bob@sandbox.test\nada at sandbox';
  await tab.evaluate(focusField, "subject" as const);
  await tab.keyboard.type("copied from");
  await tab.evaluate(copyNext, { type: "text/plain", content } as const);
  await chord(tab, "a");
  await chord(tab, "c");
  // The one that the demo suggests makes room.
  await tab.evaluate(focusField, "to" as const);
  await chord(tab, "v");
  const chips = async () => (await tab.evaluate(shown, undefined)).to;
  await expect
    .poll(chips)
    .toEqual([
      "friend@sandbox.test",
      expect.stringMatching(/^Hopper, Grace.*grace@sandbox\.test$/),
      "bob@sandbox.test",
      expect.stringMatching(/^!.*ada at sandbox$/),
    ]);
});

test("in Firefox, too, a mail waits for its gateway, and goes out when that is there", async ({
  scripted,
  tab,
}) => {
  const { heard, rule } = listening();
  const mail = await scripted(rule);
  const before = await Gateway.serving({ mail });
  await tab.goto(before.url());
  expect(await tab.evaluate(offered, undefined)).toBe(true);
  await tab.evaluate(focusField, "from" as const);
  await tab.keyboard.type("ada@example.org");
  await before.stop();
  await tab.evaluate(writeAndSend, { to: "bob@example.org", subject: "Patient", undo: 0 });
  expect(await tab.evaluate(newestIs, ["waiting"])).toBe("waiting");
  expect(heard).toEqual([]);
  const after = await Gateway.serving({ mail }, undefined, [], new URL(before.url()).host);
  await tab.evaluate(press, "Try again");
  expect(await tab.evaluate(newestIs, ["accepted"])).toBe("accepted");
  expect(heard).toContain("Subject: Patient");
  await tab.close();
  await after.stop();
});

test("in Firefox, too, the pages open without network, and mails go to the server in them", async ({
  tab,
}) => {
  const demo = await Gateway.demo();
  await tab.goto(demo.url());
  expect(await tab.evaluate(offered, undefined)).toBe(true);
  await tab.evaluate(pagesKept, undefined);
  await demo.stop();
  for (const name of ["inbox.html", "learn.html", "index.html"]) await tab.goto(demo.url(name));
  await tab.evaluate(focusField, "from" as const);
  // The server's own user may stand there by now.
  await chord(tab, "a");
  await tab.keyboard.type("ada@sandbox.test");
  await tab.evaluate(writeAndSend, { to: "bob@sandbox.test", subject: "Offline", undo: 0 });
  expect(await tab.evaluate(newestIs, ["accepted"])).toBe("accepted");
});

async function chord(tab: Tab, key: "a" | "b" | "c" | "v"): Promise<void> {
  await tab.keyboard.down("Control");
  await tab.keyboard.press(key);
  await tab.keyboard.up("Control");
}
