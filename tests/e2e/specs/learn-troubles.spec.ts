import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test as base } from "../parts/fixtures.js";
import { LearnPage } from "../parts/learn-page.js";
import { Site } from "../parts/site.js";

const PAGES = "../../web/site/dist";

/** The built pages as plain files, without a gateway. */
const test = base.extend<{ readonly learn: LearnPage }, { readonly files: Site }>({
  files: [
    async ({}, use) => {
      const files = await Site.start(PAGES);
      await use(files);
      files.stop();
    },
    { scope: "worker" },
  ],
  learn: async ({ page }, use) => use(new LearnPage(page)),
});

test("a mail that the browser does not keep is told on both pages, though the server took it", async ({
  learn,
  files,
  page,
  complaints,
}) => {
  const inbox = await page.context().newPage();
  await inbox.goto(`${files.origin}/inbox.html?mailbox=page`);
  await inbox.getByText("No mail yet").waitFor();
  await learn.open(files.origin, "first-mail");
  await learn.connect();
  await learn.say("HELO mydomain.com", "MAIL FROM:<sender@mydomain.com>");
  await learn.say("RCPT TO:<recipient@anotherdomain.com>", "DATA", "Subject: lost", "");
  // As when somebody has the browser forget what pages store.
  await page.evaluate(async () => {
    const [{ name = "" } = {}] = await indexedDB.databases();
    await new Promise((done) => {
      indexedDB.deleteDatabase(name).onsuccess = done;
    });
  });
  await learn.say(".");
  await expect(learn.transcript).toContainText("250 OK");
  const words = "The practice server has taken a mail that this browser does not keep";
  await expect(learn.trouble).toContainText(words);
  await expect(inbox.getByRole("alert").filter({ hasText: words })).toBeVisible();
  expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
});

test("what is done for the learner stops when they stop it or leave the lesson", async ({
  learn,
  files,
  page,
}) => {
  await learn.open(files.origin, "auth-login");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("What does the server ask?");
  await learn.console.getByRole("button", { name: "Disconnect" }).click();
  await learn.press("Begin again");
  await learn.press("Do it for me");
  await expect(learn.transcript).toContainText("EHLO mypc");
  await learn.press("Stop");
  await expect(learn.lesson.getByRole("button", { name: "Stop" })).toBeHidden();
  await learn.press("Do it for me");
  await expect(learn.transcript).toContainText("EHLO mypc");
  await page.getByRole("link", { name: "All lessons" }).click();
  await learn.choose("Several recipients, one refused");
  // That the new lesson is done for them at once shows that the other is over.
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Two who are there");
  await expect(learn.transcript).not.toContainText("AUTH LOGIN");
});

test("two lessons from files have progress of their own, and a file can be opened once more", async ({
  learn,
  files,
  page,
}) => {
  const chooser = page.getByLabel("Open a lesson from a file");
  const open = async (title: string) => {
    const text = `title = "${title}"\nsummary = "Leave."\n[[step]]\ntitle = "Leave"\ntext = "Say it."\nconnect = true\nanswer = "QUIT"\n[[step.goal]]\ntext = "Leave"\nsay = "QUIT"\nreply = "221"\n`;
    await chooser.setInputFiles({
      ...{ name: "mine.toml", mimeType: "application/toml" },
      buffer: Buffer.from(text),
    });
    await expect(learn.lesson).toHaveAccessibleName(title);
  };
  await learn.open(files.origin);
  await open("One");
  await learn.press("Do it for me");
  await expect(learn.lesson).toContainText("1 of 1 steps");
  for (const [title, steps] of [
    ["Two", "0 of 1 steps"],
    ["One", "1 of 1 steps"],
  ] as const) {
    await page.getByRole("link", { name: "All lessons" }).click();
    // A browser tells nothing where the file is the one that is there already.
    await expect(chooser).toHaveValue("");
    await open(title);
    await expect(learn.lesson).toContainText(steps);
  }
});

test("a part that could not be loaded is loaded when it is opened anew", async ({
  learn,
  files,
  page,
}) => {
  await page.route("**/assets/ladder-*.js", (route) => route.abort());
  await learn.open(files.origin);
  await page.getByText("Picture of the session").click();
  await expect(learn.trouble).toBeVisible();
  await page.unroute("**/assets/ladder-*.js");
  await page.getByText("Picture of the session").click();
  await page.getByText("Picture of the session").click();
  await learn.connect();
  await expect(page.getByRole("group", { name: /^Ladder of the session/ })).toBeVisible();
});

test("of mails that came, strangers' words are shown short and in their order", async ({
  learn,
  files,
  page,
}) => {
  await learn.open(files.origin, "first-mail");
  await learn.connect();
  await learn.say("HELO mydomain.com", "MAIL FROM:<sender@mydomain.com>");
  for (let at = 1; at <= 5; at += 1) await learn.say(`RCPT TO:<reader${at}@anotherdomain.com>`);
  await learn.say("DATA", `Subject: =?utf-8?q?=E2=80=AEgpj.exe?= ${"long ".repeat(100)}`, "", ".");
  await page.getByText("Mails received").click();
  const item = page.locator(".received").getByRole("listitem");
  await expect(item).toContainText("reader3@anotherdomain.com, and 2 more");
  await expect(item).not.toContainText("reader4");
  const text = await item.innerText();
  expect(text).toContain("\ufffdgpj.exe");
  expect(text).not.toContain("\u202e");
  expect(text.length).toBeLessThan(300);
});

test("the end of a lesson and the list are accessible on a narrow screen", async ({
  learn,
  files,
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await learn.open(files.origin);
  await expectAccessible(page);
  await learn.choose("The greeting");
  await expectAccessible(page);
  await page.evaluate(() => localStorage.setItem("wsmtp-lessons", '[["greeting",5]]'));
  await page.reload();
  await expect(learn.lesson).toContainText("5 of 5 steps");
  await expectAccessible(page);
  await expectFits(page);
});

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark" });

  test("the comparison is accessible, and stops without a word of trouble", async ({
    learn,
    files,
    page,
  }) => {
    await page.goto(`${files.origin}/learn.html#setup=${encodeURIComponent("data: delay 60s")}`);
    await page.locator("wsmtp-setup").getByRole("button", { name: "Apply" }).click();
    await page.getByText("Compare: PIPELINING").click();
    const comparison = page.locator("wsmtp-comparison");
    const send = comparison.getByRole("button", { name: "Send it both ways" });
    for (const stop of [
      () => comparison.getByRole("button", { name: "Stop" }).click(),
      () => comparison.getByLabel("Switch off and on").selectOption("CHUNKING"),
    ]) {
      await send.click();
      await expect(comparison).toContainText("Sending …");
      await stop();
      await expect(send).toBeVisible();
      await expect(comparison.locator(".trouble")).toHaveCount(0);
    }
    await learn.open(files.origin);
    await page.reload();
    await page.getByText("Compare: PIPELINING").click();
    await send.click();
    await expect(comparison).toContainText("with PIPELINING.");
    await expectAccessible(page);
  });
});
