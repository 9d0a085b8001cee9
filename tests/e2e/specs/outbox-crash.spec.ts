import type { BrowserContext, Page } from "@playwright/test";
import { MortalTab, STORED, Steps } from "../parts/crash.js";
import type { StepName } from "../parts/crash.js";
import type { Gateway } from "../parts/gateway.js";
import type { MailRoom, Whim } from "../parts/mail-room.js";
import { OutboxPage } from "../parts/outbox-page.js";
import { expect, test as base } from "../parts/outbox-test.js";
import type { Site } from "../parts/site.js";

/** More steps than a mail takes: the loop ends when there are none left. */
const MANY = 200;
/** A server that has said "later" is asked again at once, in milliseconds. */
const SOON = { first: 1, longest: 1 };

/** How a mail fares where nothing crashes, and which of its steps are its last. */
interface Story {
  to: string[];
  /** What the server says, from the beginning of each mail on. */
  whim: () => Whim;
  /** What becomes of the mail. */
  state: "sent" | "failed";
  first: number;
  stride: number;
}

const ACCEPTED: Story = {
  to: ["bob@sandbox.test"],
  whim: () => () => undefined,
  state: "sent",
  first: 1,
  stride: 1,
};

/** The steps before the first answer to the content are as above. */
const SECOND_TIME: Story = {
  ...ACCEPTED,
  whim: () => {
    let asked = false;
    return (line) => {
      if (line !== "." || asked) return undefined;
      asked = true;
      return { say: "451 4.3.2 later" };
    };
  },
  first: 36,
  stride: 3,
};

const ONE_REFUSED: Story = {
  to: ["bob@sandbox.test", "refused@sandbox.test"],
  whim: () => (line) =>
    line.startsWith("RCPT TO:<refused") ? { say: "550 5.1.1 who" } : undefined,
  state: "failed",
  first: 24,
  stride: 3,
};

interface Place {
  steps: Steps;
  site: Site;
  context: BrowserContext;
  page: Page;
  gateway: Gateway;
  room: MailRoom;
}

const test = base.extend<{ place: Place }>({
  place: async ({ context, page, site, gateway, room }, use) => {
    const steps = await Steps.listen();
    // The page looks after each crash; its outbox is closed meanwhile, or the other tab would not send.
    await use({ context, page, site, gateway, room, steps });
    steps.stop();
  },
});

test("a mail survives a crash at each step of its way, and never comes twice", async ({
  place,
}) => {
  test.setTimeout(180_000);
  // Each way to end was met: before it was stored, before its turn, on its way twice, and behind it.
  expect(await endsOf(place, ACCEPTED)).toEqual(
    new Set(["not stored", "sent", "unknown, 0 came", "unknown, 1 came", "no crash"]),
  );
});

test("a mail that is taken the second time survives a crash, and never comes twice", async ({
  place,
}) => {
  test.setTimeout(120_000);
  const ends = await endsOf(place, SECOND_TIME);
  for (const end of ["unknown, 0 came", "sent", "no crash"]) expect(ends).toContain(end);
});

test("a mail of which one recipient is refused survives a crash, and never comes twice", async ({
  place,
}) => {
  test.setTimeout(120_000);
  const ends = await endsOf(place, ONE_REFUSED);
  for (const end of ["unknown, 0 came", "failed", "no crash"]) expect(ends).toContain(end);
});

/** Everything that becomes of a mail whose tab dies at one of these steps. */
async function endsOf(place: Place, story: Story): Promise<Set<string>> {
  const ends: string[] = [];
  for (let last = story.first; last < MANY && ends.at(-1) !== "no crash"; last += story.stride) {
    ends.push(await sentWithCrash(place, story, last));
  }
  expect(ends.at(-1)).toBe("no crash");
  // How many frames come is the network's choice, so that one run has more steps than another. What is stored is not.
  ends.push(await sentWithCrash(place, story, place.steps.count(STORED), STORED));
  return new Set(ends);
}

/** Sends a mail in a tab that dies at a step, and looks in another what became of it. */
async function sentWithCrash(
  place: Place,
  story: Story,
  last: number,
  of?: StepName,
): Promise<string> {
  const { context, page, site, gateway, room, steps } = place;
  const subject = `Crash at ${of ?? "step"} ${last}`;
  room.whim = story.whim();
  const tab = await MortalTab.open(context);
  await steps.crashAt(tab, last, of);
  const told = await tell(tab.page, place, story, subject);
  await tab.page.close();
  if (told === "over" && steps.count(of) < last) return "no crash";
  expect(steps.count(of), "nothing but the crash ended the tab").toBe(last);
  const after = await OutboxPage.open(page, site, gateway, { schedule: { server: SOON } });
  const end = await settled(after, room, story, subject);
  // What the page was told to be stored is.
  if (told !== "nothing") expect(end, steps.toString()).not.toBe("not stored");
  await after.ask("close");
  return end;
}

/** Sends a mail and waits for its end; gives how much of that the page was told before it died. */
async function tell(
  page: Page,
  { site, gateway }: Place,
  { to, state }: Story,
  subject: string,
): Promise<string> {
  let told = "nothing";
  try {
    const outbox = await OutboxPage.open(page, site, gateway, { schedule: { server: SOON } });
    await outbox.send({ to, subject, files: { "a.txt": "kept" } });
    told = "stored";
    await outbox.untilTold(state);
    await outbox.ask("close");
    return "over";
  } catch {
    return told;
  }
}

/** Waits until the mail has an end, and holds it against what the server has. */
async function settled(
  outbox: OutboxPage,
  room: MailRoom,
  story: Story,
  subject: string,
): Promise<string> {
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
  expect(came).toBe(state === story.state ? 1 : 0);
  return state;
}
