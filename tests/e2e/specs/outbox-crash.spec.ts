import type { BrowserContext, Page } from "@playwright/test";
import { MortalTab, Steps } from "../parts/crash.js";
import type { Gateway } from "../parts/gateway.js";
import type { MailRoom } from "../parts/mail-room.js";
import { OutboxPage } from "../parts/outbox-page.js";
import { expect, test } from "../parts/outbox-test.js";
import type { Site } from "../parts/site.js";

/** More steps than a mail takes: the loop ends when there are none left. */
const MANY = 100;

interface Place {
  steps: Steps;
  site: Site;
  context: BrowserContext;
  page: Page;
  gateway: Gateway;
  room: MailRoom;
}

test("a mail survives a crash at each step of its way, and never comes twice", async ({
  context,
  page,
  site,
  gateway,
  room,
}) => {
  test.setTimeout(180_000);
  const steps = await Steps.listen();
  // The page looks after each crash; its outbox is closed meanwhile, or the other tab would not send.
  const place = { context, page, site, gateway, room, steps };
  const ends: string[] = [];
  for (let last = 1; last < MANY && ends.at(-1) !== "no crash"; last++) {
    ends.push(await sentWithCrash(place, last));
  }
  steps.stop();
  expect(ends.at(-1)).toBe("no crash");
  // Each way to end was met: before it was stored, before its turn, on its way twice, and behind it.
  expect(new Set(ends)).toEqual(
    new Set(["not stored", "sent", "unknown, 0 came", "unknown, 1 came", "no crash"]),
  );
});

/** Sends a mail in a tab that dies at a step, and looks in another what became of it. */
async function sentWithCrash(place: Place, last: number): Promise<string> {
  const { context, page, site, gateway, room, steps } = place;
  const subject = `Crash ${last}`;
  const tab = await MortalTab.open(context);
  const taken = await steps.crashAt(tab, last);
  const told = await tell(tab.page, place, subject);
  await tab.page.close();
  if (told === "sent" && taken.length < last) return "no crash";
  expect(taken, "nothing but the crash ended the tab").toHaveLength(last);
  const after = await OutboxPage.open(page, site, gateway);
  const end = await settled(after, room, subject);
  // What the page was told to be stored is.
  if (told !== "nothing") expect(end, taken.join(", ")).not.toBe("not stored");
  await after.ask("close");
  return end;
}

/** Sends a mail and waits until it is sent; gives how much of that the page was told before it died. */
async function tell(page: Page, { site, gateway }: Place, subject: string): Promise<string> {
  let told = "nothing";
  try {
    const outbox = await OutboxPage.open(page, site, gateway);
    await outbox.send({ to: "bob@sandbox.test", subject, files: { "a.txt": "kept" } });
    told = "stored";
    await outbox.untilSent();
    await outbox.ask("close");
    return "sent";
  } catch {
    return told;
  }
}

/** Waits until the mail has an end, and holds it against what the server has. */
async function settled(outbox: OutboxPage, room: MailRoom, subject: string): Promise<string> {
  let state = "";
  await expect
    .poll(async () => {
      const found = (await outbox.list()).find((one) => one.subject === subject);
      return (state = found?.state ?? "not stored");
    })
    .not.toMatch(/waiting|sending/);
  const came = room.count(subject);
  expect(came).toBeLessThan(2);
  if (state === "unknown") return `unknown, ${came} came`;
  expect(came).toBe(state === "sent" ? 1 : 0);
  return state;
}
