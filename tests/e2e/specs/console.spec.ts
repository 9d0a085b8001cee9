import type { Page } from "@playwright/test";
import { expectAccessible, expectFits } from "../parts/accessible.js";
import { ConsolePart } from "../parts/console-part.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";

let part: ConsolePart;

test.beforeEach(async ({ stage, page }) => {
  part = new ConsolePart(page);
  await page.goto(stage.origin);
});

test("a person types a whole mail to the server in the page", async () => {
  await part.practise();
  await part.connect();
  await part.heard(/^220 /);
  await expect(part.spoken("220 sandbox.test")).toHaveCount(1);
  await part.secure();
  const { user, password } = await part.account();
  await part.say("AUTH LOGIN", /^334 /);
  await expect(part.spoken("334 ")).toHaveCount(1);
  await part.say(user, /^334 /);
  await part.say(password, /^235 /);
  await part.say(`MAIL FROM:<${user}>`, /^250 /);
  await part.say("RCPT TO:<bob@sandbox.test>", /^250 /);
  await part.say("DATA", /^354 /);
  await part.say("Subject: By hand");
  await part.say("");
  await part.say("Hello Bob");
  await part.say(".first");
  await expect(part.advice).toContainText("takes the first dot of this line away");
  await part.say("..signed");
  await expect(part.advice).toBeHidden();
  await part.say(".", /^250 /);
  await part.say("QUIT", /^221 /);
  await expect(part.standing).toHaveText("Not connected");
  const [mail] = await part.taken();
  expect(mail?.to).toEqual(["bob@sandbox.test"]);
  expect(mail?.source).toContain("Subject: By hand\r\n\r\nHello Bob\r\nfirst\r\n.signed\r\n");
});

test("a misspelt command is said, and what was meant is at hand", async () => {
  await part.practise();
  await part.connect();
  await part.say("HELLO me.example", /^500 /);
  await expect(part.advice).toContainText("did you mean EHLO?");
  await part.advice.getByRole("button").click();
  await expect(part.input).toBeFocused();
  await expect(part.input).toHaveValue("EHLO me.example");
  await part.input.press("Enter");
  await part.heard(/^250 /);
  await expect(part.advice).toBeHidden();
  await part.say("BDAT 5");
  await expect(part.advice).toContainText("BDAT cannot be typed");
  await part.heard(/^250 /);
});

test("Tab completes, goes through what is possible, and leaves at its end", async ({ page }) => {
  await part.practise();
  await part.connect();
  await part.say("EHLO me.example", /^250 /);
  await part.input.fill("ma");
  await part.input.press("Tab");
  await expect(part.input).toHaveValue("MAIL FROM:<");
  await part.input.fill("H");
  await part.input.press("Tab");
  await expect(part.input).toHaveValue("HELP");
  await part.input.press("Tab");
  await expect(part.input).toHaveValue("HELO ");
  await part.input.press("Tab");
  await expect(part.input).toHaveValue("H");
  await expect(part.input).toBeFocused();
  await part.input.press("Tab");
  await expect(part.input).not.toBeFocused();
  await part.input.fill("e");
  await part.input.press("Escape");
  await part.input.press("Tab");
  await expect(part.input).not.toBeFocused();
  await part.input.fill("EX");
  await page.getByRole("button", { name: "EXPN" }).click();
  await expect(part.input).toHaveValue("EXPN ");
});

test("the arrow keys bring back what was said, and what was being typed", async () => {
  await part.practise();
  await part.connect();
  await part.say("EHLO me.example", /^250 /);
  await part.say("NOOP", /^250 /);
  await part.input.fill("HEL");
  await part.input.press("ArrowUp");
  await part.input.press("ArrowUp");
  await expect(part.input).toHaveValue("EHLO me.example");
  await part.input.press("ArrowDown");
  await part.input.press("ArrowDown");
  await expect(part.input).toHaveValue("HEL");
});

test("lines that are pasted are said one after another, and none behind one that is kept back", async () => {
  await part.practise();
  await part.connect();
  await part.paste("EHLO me.example\r\nNOOP\nVRFY bob");
  await part.heard(/^250 /);
  await expect(part.input).toHaveValue("VRFY bob");
  const said = (await part.lines()).filter((line) => line.startsWith("C"));
  expect(said).toEqual(["C EHLO me.example", "C NOOP"]);
  await part.input.fill("");
  await part.paste("BDAT 5\nNOOP again\n");
  await expect(part.advice).toContainText("BDAT cannot be typed");
  expect((await part.lines()).filter((line) => line.startsWith("C"))).toHaveLength(2);
});

test("guided, the engine greets and signs in, and forms say the rest", async ({ page }) => {
  await part.practise();
  const { user, password } = await part.account();
  await part.guide();
  await page.getByText("For the next connection").click();
  await page.getByLabel("Sign in as").fill(user);
  await page.getByLabel("Password").fill(password);
  await part.connect();
  await part.heard(/^235 /);
  await page.getByRole("button", { name: "MAIL FROM" }).click();
  await expect(page.getByLabel("From (nobody")).toBeFocused();
  await page.getByLabel("From (nobody").fill(user);
  await page.getByText("Parameters that this server takes").click();
  await page.getByRole("checkbox", { name: "SIZE" }).check();
  await expect(page.getByText(`MAIL FROM:<${user}> SIZE=1000`, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Say it" }).click();
  await part.heard(/^250 /);
  await expect(page.getByRole("button", { name: "RCPT TO" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByLabel("To", { exact: true }).fill("bob@sandbox.test");
  await page.getByRole("button", { name: "Say it" }).click();
  await part.heard(/^250 /);
  await expect(page.getByRole("button", { name: "DATA" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("The mail", { exact: true })).toBeFocused();
  await page.getByLabel("The mail", { exact: true }).fill("Subject: Guided\n\n.dot\nlast");
  await page.getByRole("button", { name: "Say the mail" }).click();
  await part.heard(/^250 /);
  const [mail] = await part.taken();
  expect(mail?.source).toContain("Subject: Guided\r\n\r\n.dot\r\nlast\r\n");
  expect(await part.readable()).not.toContain(Buffer.from(password).toString("base64"));
});

test("guided, the engine sends a whole mail, with PIPELINING or without", async ({ page }) => {
  await part.practise();
  await part.guide();
  const { user, password } = await part.account();
  await page.getByText("For the next connection").click();
  await page.getByLabel("Sign in as").fill(user);
  await page.getByLabel("Password", { exact: true }).fill(password);
  for (const pipelining of [true, false]) {
    await page.getByLabel("PIPELINING").setChecked(pipelining);
    await page.getByLabel("CHUNKING").uncheck();
    await part.connect();
    await part.heard(/^235 /);
    await page.getByText("Let the engine send a mail").click();
    await page.getByLabel("From", { exact: true }).fill(user);
    await page.getByLabel("To", { exact: true }).fill("bob@sandbox.test");
    await page.getByRole("button", { name: "Send the mail" }).click();
    await expect.poll(async () => (await part.taken()).length).toBe(pipelining ? 1 : 2);
    await expect(part.input).toBeFocused();
    // The server has the mail before the page has drawn all that was said.
    const behindMail = async () => {
      const lines = await part.lines();
      return lines[lines.findIndex((line) => line.startsWith("C MAIL FROM")) + 1] ?? "";
    };
    await expect.poll(behindMail).toMatch(pipelining ? /^C RCPT TO/ : /^S 250/);
    await page.getByRole("button", { name: "Disconnect" }).click();
    await expect(part.standing).toHaveText("Not connected");
    await expect(part.input).toBeFocused();
  }
});

test("a server that refuses, hangs up or is not there is said in words, and Enter connects anew", async ({
  page,
}) => {
  await part.through("http://127.0.0.1:9/", "sandbox");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(part.trouble).toContainText(/gateway at http:\/\/127\.0\.0\.1:9 cannot be reached/);
  await expect(part.standing).toHaveText("Not connected");
  await page.locator("wsmtp-console").evaluate((one) => one.remove());
  await part.practise();
  await part.input.focus();
  await part.input.press("Enter");
  await part.heard(/^220 /);
  await part.say("QUIT", /^221 /);
  await expect(part.input).toBeFocused();
  await part.input.press("Enter");
  await part.heard(/^220 /);
  await expect(part.trouble).toBeHidden();
});

/** Whether the console's conversation says that its connection is over. */
function isEnded(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const made = document.querySelector("wsmtp-console") as unknown as {
      conversation: { ended?: boolean };
    };
    return made.conversation.ended === true;
  });
}

const FAULTS = [
  {
    setup: "greeting: reply 554 5.3.2 closed today",
    say: [],
    last: /^221 /,
    words: /closed today/,
  },
  { setup: "noop: reply 421 4.3.2 going down", say: ["NOOP"], last: /^421 /, words: /going down/ },
  { setup: "noop: cut", say: ["NOOP"], last: /^NOOP$/, words: /server closed the connection/ },
  {
    setup: "starttls: inject 250 2.0.0 fake",
    say: ["EHLO me.example", "STARTTLS"],
    last: /^220 /,
    words: /in the clear after STARTTLS/,
  },
] as const;

for (const { setup, say, last, words } of FAULTS) {
  test(`where the server is set up by "${setup}", the console says what happened`, async ({
    page,
  }) => {
    await part.practise(setup);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    for (const line of say) {
      await expect(part.input).toBeEditable();
      await part.say(line);
    }
    await expect(part.trouble).toContainText(words);
    await expect(part.standing).toHaveText("Not connected");
    await part.heard(last);
    // Pictures of it wait for no answer any more.
    await expect.poll(() => isEnded(page)).toBe(true);
  });
}

test("who is connected connects anew by one button, and types on", async ({ page }) => {
  await part.practise();
  await part.connect();
  await part.say("EHLO me.example", /^250 /);
  await page.getByRole("button", { name: "Connect anew" }).click();
  await part.heard(/^220 /);
  expect(await part.lines()).toHaveLength(1);
  await expect(part.input).toBeFocused();
  await part.say("NOOP", /^250 /);
});

test("Connect pressed once more while the server has not greeted is no empty line", async ({
  page,
}) => {
  await part.practise("greeting: silence");
  const connect = page.getByRole("button", { name: "Connect", exact: true });
  await connect.click();
  await expect(part.standing).toHaveText("Connecting…");
  await connect.click();
  await part.input.press("Enter");
  await expect(part.advice).toBeHidden();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(part.standing).toHaveText("Not connected");
  await expect(part.advice).toBeHidden();
});

test("a password may be typed before the user's name", async ({ page }) => {
  await part.practise();
  const { user, password } = await part.account();
  await part.guide();
  await page.getByText("For the next connection").click();
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Sign in as").fill(user);
  await part.connect();
  await part.heard(/^235 /);
});

test("a server that falls silent can be left", async ({ page }) => {
  await part.practise("noop: silence");
  await part.connect();
  await part.say("NOOP");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(part.standing).toHaveText("Not connected");
  await expect(part.trouble).toBeHidden();
  await part.input.press("Enter");
  await part.heard(/^220 /);
});

test("events tell what was said, and methods say it", async ({ page }) => {
  await part.practise();
  const heard = await page.evaluate(async () => {
    const made = document.querySelector("wsmtp-console") as unknown as EventTarget & {
      connect(): Promise<void>;
      say(line: string): Promise<{ code: number }[]>;
      conversation: { lines: { text: string }[]; security?: string };
    };
    const heard: string[] = [];
    for (const type of ["connection", "said"]) {
      made.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent<string | { direction: string; text: string }>;
        heard.push(typeof detail === "string" ? detail : `${detail.direction} ${detail.text}`);
      });
    }
    const told = new Promise<void>((resolve) => {
      made.addEventListener("conversation", () => {
        if (made.conversation.lines.some(({ text }) => text.startsWith("221"))) resolve();
      });
    });
    await made.connect();
    const [reply] = await made.say("NOOP");
    heard.push(`code ${reply?.code}`);
    await made.say("QUIT");
    await told;
    return { heard, security: made.conversation.security };
  });
  expect(heard.heard.slice(0, 2)).toEqual(["connecting", expect.stringMatching(/^S 220 /)]);
  expect(heard.heard).toEqual(
    expect.arrayContaining([
      "open",
      "C NOOP",
      "code 250",
      "C QUIT",
      expect.stringMatching(/^S 221/),
    ]),
  );
  expect(["none", "starttls", "implicit"]).toContain(heard.security);
});

test("what a hostile server says stays text", async ({ page, scripted, stage, complaints }) => {
  const script = `<img src=x onerror="document.title='stolen'">\u202e\x1b[2J`;
  const upstream = await scripted((line) => ({
    say: line === "" ? `220 ${script}` : `550 5.7.1 ${script}`,
  }));
  const gateway = await Gateway.serving({ mail: upstream }, undefined, [stage.origin]);
  await part.through(gateway.url(), "mail");
  await part.connect();
  await part.say("EHLO me.example", /^550 /);
  // Text, advice and what is read aloud; what stands in fields is what the person typed.
  await expect(page.locator("wsmtp-console")).toContainText("<img src=x");
  await expect(page.locator("wsmtp-console")).not.toContainText(/[\x1b\u202e]/);
  await expect(page.locator("img")).toHaveCount(0);
  await expect(page).toHaveTitle("Stage");
  await expectFits(page);
  expect(complaints).toEqual([]);
  await gateway.stop();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 860 } });

      test("the console is accessible, typed and guided, and nothing is cut off", async ({
        page,
      }) => {
        await part.practise();
        await expectAccessible(page);
        await part.connect();
        await part.secure();
        await part.say("MIAL FROM:<ada@sandbox.test>", /^500 /);
        await expectAccessible(page);
        await part.guide();
        await page.getByRole("button", { name: "AUTH" }).click();
        await page.getByText("For the next connection").click();
        await expectAccessible(page);
        await expectFits(page);
        await part.say("AUTH LOGIN", /^334 /);
        await expectAccessible(page);
        await expectFits(page);
        await page.evaluate(() => (document.documentElement.dir = "rtl"));
        await expectFits(page);
      });
    });
  }
}
