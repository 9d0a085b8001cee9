import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";
import { LearnPage } from "../parts/learn-page.js";
import { SetupPart } from "../parts/setup-part.js";

let part: SetupPart;

test.beforeEach(async ({ stage, page }) => {
  part = new SetupPart(page);
  await page.goto(stage.origin);
});

test("a rule from the menu is changed, applied, and followed by the server", async ({ page }) => {
  await part.show();
  await expect(page.getByText("No rules: the server is as usual")).toBeVisible();
  await part.add("A recipient is unknown");
  await expect(part.field("When")).toBeFocused();
  await part.field("Address").fill("*@late.test");
  await part.field("Code").fill("451");
  await part.field("Words").fill("4.2.1 try later");
  await part.field("How many times").fill("2");
  const words = "for a recipient *@late.test, the first 2 times: 451 4.2.1 try later";
  await expect(part.rules).toContainText(words);
  await expect(page.getByText("Not applied yet.")).toBeVisible();
  expect(await part.inForce()).toBe("");
  await part.apply();
  await expect(page.getByText("Applied: it holds for connections from now on.")).toBeVisible();
  await expect(page.getByText("Not applied yet.")).toBeHidden();
  expect(await part.inForce()).toBe("recipient *@late.test first 2: reply 451 4.2.1 try later\n");
});

test("each kind of rule has its fields", async ({ page }) => {
  await part.show();
  await part.add("What EHLO offers");
  await part.field("CHUNKING").check();
  await part.field("AUTH without TLS").check();
  await part.field("SIZE").fill("1000");
  await part.add("The line is slow");
  await part.field("Octets a second").fill("500");
  await part.add("The answer to a mail is late");
  await part.field("Seconds").fill("1.5");
  await part.add("Its name");
  await part.field("Name").fill("smtp.example.org");
  await part.add("How it is secured");
  await part.field("TLS").selectOption({ label: "There is no TLS" });
  await part.apply();
  await expect(page.getByText("Applied:")).toBeVisible();
  expect((await part.inForce()).split("\n")).toEqual([
    "offer: -pipelining chunking size=1000 auth=clear",
    "line: slow 500/s",
    "verdict *: delay 1500ms",
    "server: smtp.example.org",
    "security: none",
    "",
  ]);
});

test("a fault that moves offers only what can happen there", async () => {
  await part.show();
  await part.add("STARTTLS is stripped");
  const happens = part.field("What happens");
  await expect(happens.getByRole("option", { name: "STARTTLS is stripped" })).toHaveCount(1);
  await expect(part.field("Address")).toBeHidden();
  await part.field("When").selectOption({ label: "in answer to MAIL, for a sender" });
  await expect(happens).toHaveValue("reply");
  await expect(happens.getByRole("option", { name: "STARTTLS is stripped" })).toHaveCount(0);
  await expect(part.field("Address")).toHaveValue("*");
});

test("rules are moved and removed, and the keyboard is not lost", async ({ page }) => {
  await part.show();
  for (const words of ["The server is closed", "The line is slow", "A comment"]) {
    await part.add(words);
  }
  await page.getByRole("button", { name: /^Up: what is to be seen/ }).click();
  await expect(part.rules.nth(1)).toContainText("# what is to be seen");
  await page.getByRole("button", { name: /^Remove: what is to be seen/ }).press("Enter");
  await expect(part.rules).toHaveCount(2);
  await expect(page.getByRole("button", { name: /^Remove: The line carries/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(part.rules).toHaveCount(0);
  await expect(page.getByLabel("What should happen?")).toBeFocused();
});

test("what is wrong is said with its rule, or with its line of the text", async ({ page }) => {
  await part.show();
  await part.add("The server is closed");
  await part.field("Code").fill("999");
  await expect(page.getByText(/^Rule 1: .*code/)).toBeVisible();
  await part.apply();
  expect(await part.inForce()).toBe("");
  await part.field("Code").fill("421");
  const text = await part.asText();
  await expect(text).toHaveValue("greeting: reply 421 5.3.2 no mail today\n");
  await text.fill("# fine\nline: slow 200/s\nwrong <b>line</b>");
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/^Line 3: a rule has a colon/)).toBeVisible();
  await page.getByRole("button", { name: "Go there" }).click();
  const selected = await text.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(selected).toBe("wrong <b>line</b>");
  await page.getByRole("tab", { name: "Rules" }).click();
  await expect(text).toBeVisible();
  await text.fill("# fine\nline: slow 200/s");
  await page.getByRole("tab", { name: "Rules" }).click();
  await expect(part.rules).toHaveText([/# fine/, /200 octets a second/]);
});

test("a setup is shared as a link, with a word on the passwords in it", async ({ page }) => {
  await part.show();
  await part.add("“Try later”, the first time");
  await part.add("A user");
  await page.locator("wsmtp-setup").evaluate((element) => {
    element.setAttribute("lesson", "first-mail");
  });
  await page.getByRole("button", { name: "Share as a link" }).click();
  await expect(part.link).toHaveValue(/#lesson=first-mail&setup=recipient/);
  await expect(page.getByText("passwords are in the link")).toBeVisible();
  const hash = new URL(await part.link.inputValue()).hash;
  const carried = new URLSearchParams(hash.slice(1)).get("setup");
  expect(carried).toBe("recipient * first 1: reply 451 4.7.1 try later\nuser: ada sesame\n");
});

test("what came with a link is shown, and holds only when it is applied", async ({ page }) => {
  await part.show();
  await part.propose("greeting: reply 554 5.3.2 no mail today\n");
  await expect(page.getByText("This setup came with a link.")).toBeVisible();
  await expect(part.rules).toContainText("when somebody connects: 554 5.3.2", { ignoreCase: true });
  expect(await part.inForce()).toBe("");
  await part.apply();
  await expect(page.getByText("This setup came with a link.")).toBeHidden();
  expect(await part.inForce()).toBe("greeting: reply 554 5.3.2 no mail today\n");
});

test("a hostile link is text, and what is no setup is not applied", async ({
  page,
  complaints,
}) => {
  await part.show();
  const hostile = `<img src=x onerror="document.title='stolen'">`;
  await part.propose(`# ${hostile}\ngreeting: reply 220 ${hostile}\n`);
  await expect(part.rules.first()).toContainText(hostile);
  await expect(part.rules.last()).toContainText(hostile);
  await part.propose(hostile);
  await expect(part.text).toHaveValue(hostile);
  await expect(page.getByText(/^Line 1: /)).toBeVisible();
  await part.apply();
  expect(await part.inForce()).toBe("");
  await expect(page).toHaveTitle("Stage");
  expect(complaints).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`the form is accessible in ${colorScheme} at ${width} pixels`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 700 });
      await part.show();
      for (const words of ["A comment", "What EHLO offers", "The server is closed"]) {
        await part.add(words);
        await expectAccessible(page);
      }
      await part.field("Code").fill("1");
      await expect(page.getByText(/^Rule 3/)).toBeVisible();
      await expectAccessible(page);
      await expectFits(page);
      await part.field("Code").fill("421");
      await page.getByRole("button", { name: "Share as a link" }).click();
      await expect(part.link).toBeVisible();
      await part.asText();
      await expectAccessible(page);
      await expectFits(page);
    });
  }
}

const SETUP_OF_THE_PAGE = "What the practice server does";

test("a teacher sets the page's server up, and a learner gets it by a link", async ({
  demo,
  page,
  context,
}) => {
  const learn = new LearnPage(page);
  await learn.open(demo.url());
  await page.getByText(SETUP_OF_THE_PAGE).click();
  await part.add("The server is closed");
  await part.apply();
  await expect(page.getByText("Applied:")).toBeVisible();
  await learn.connect();
  await expect(learn.transcript).toContainText("554 5.3.2 no mail today");
  await page.getByRole("button", { name: "Share as a link" }).click();
  const link = await part.link.inputValue();
  expect(link).toContain("/learn.html#setup=greeting");

  const other = await context.newPage();
  const learner = new LearnPage(other);
  const shown = new SetupPart(other);
  await other.goto(link);
  await expect(shown.rules).toContainText("554 5.3.2 no mail today");
  await expect(other.getByText("This setup came with a link.")).toBeVisible();
  await learner.connect();
  await expect(learner.transcript).toContainText("220 sandbox.test ESMTP");
  await shown.apply();
  await learner.connect();
  await expect(learner.transcript).toContainText("554 5.3.2 no mail today");
});

test("a hostile link to the page is refused or shown, and nothing of it holds", async ({
  demo,
  page,
  complaints,
}) => {
  const learn = new LearnPage(page);
  const script = "<script>document.title='stolen'</script>";
  const setup = `greeting: reply 220 ${script}`;
  await page.goto(demo.url(`learn.html#${new URLSearchParams({ setup }).toString()}`));
  await expect(part.rules).toContainText(script);
  await learn.connect();
  await expect(learn.transcript).toContainText("220 sandbox.test ESMTP");
  for (const hash of [`setup=${"x".repeat(50_000)}`, "setup=%E2%80%AEx", "lesson=../../x"]) {
    await page.goto(demo.url(`learn.html#${hash}`));
    await expect(page.getByRole("alert").filter({ hasText: "link" })).toBeVisible();
  }
  await expect(page).not.toHaveTitle("stolen");
  expect(complaints).toEqual([]);
});

test("the gateway's practice server is set up from the page, too", async ({ demo, page }) => {
  const learn = new LearnPage(page);
  await learn.open(demo.url());
  const server = page.getByRole("combobox", { name: "Mail server" });
  await server.selectOption({ label: "Practice server of the gateway" });
  await page.getByText(SETUP_OF_THE_PAGE).click();
  await part.add("The server is closed");
  await part.apply();
  await expect(page.getByText("Applied:")).toBeVisible();
  await learn.connect();
  await expect(learn.console).toContainText("554");
  const text = await part.asText();
  await text.fill("");
  await part.apply();
  await expect(page.getByText("Applied:")).toBeVisible();
  const setup = await page.request.get(demo.url("sandbox/setup"));
  expect(await setup.text()).toBe("");
});

test("a delayed answer and a slow line are seen in the console, and drawn", async ({
  demo,
  page,
}) => {
  const setup = "ehlo: delay 700ms\nline: slow 1000/s";
  await page.goto(demo.url(`learn.html#${new URLSearchParams({ setup })}`));
  await page.locator("wsmtp-setup").getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Applied: it holds for connections from now on.")).toBeVisible();
  await page.getByText("Picture of the session").click();
  const learn = new LearnPage(page);
  await learn.connect();
  await expect(learn.transcript).toContainText("220 sandbox.test");
  await learn.say("EHLO me.example");
  await expect(
    page.getByRole("group", { name: /^Ladder of the session.* 1 round trip/ }),
  ).toBeVisible();
  const { waited, octets } = await page.locator("wsmtp-console").evaluate((element) => {
    interface Heard {
      readonly conversation: { readonly lines: readonly { text: string; at: number }[] };
    }
    const { lines } = (element as unknown as Heard).conversation;
    const asked = lines.findIndex(({ text }) => text.startsWith("EHLO"));
    const reply = lines.slice(asked + 1);
    const octets = reply.reduce((sum, { text }) => sum + text.length + 2, 0);
    return { waited: (reply.at(-1)?.at ?? 0) - (lines[asked]?.at ?? 0), octets };
  });
  // A thousand octets take a second; of some, the line may have been paid for before.
  expect(octets).toBeGreaterThan(100);
  expect(waited).toBeGreaterThanOrEqual(700);
});
