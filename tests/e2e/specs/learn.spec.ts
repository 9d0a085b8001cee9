import { readFile } from "node:fs/promises";
import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { LearnPage } from "../parts/learn-page.js";
import { SetupPart } from "../parts/setup-part.js";
import { Site } from "../parts/site.js";

const PAGES = "../../web/site/dist";

/** No weaker than the gateway's own, and only to the site itself. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'";

/** The built pages as plain files on some host, without a gateway. */
const test = base.extend<{ readonly learn: LearnPage }, { readonly files: Site }>({
  files: [
    async ({}, use) => {
      const files = await Site.start(PAGES);
      files.policy = POLICY;
      await use(files);
      files.stop();
    },
    { scope: "worker" },
  ],
  learn: async ({ page }, use) => use(new LearnPage(page)),
});

test("a learner who knows nothing does the first lesson by what it says, and finds it done later", async ({
  learn,
  files,
  page,
}) => {
  await learn.open(files.origin);
  await learn.choose("The greeting");
  await expect(learn.step).toContainText("Press Connect");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 mail.example");

  await expect(learn.step).toContainText("Say goodbye");
  await learn.say("QIUT");
  await expect(learn.step).toContainText("The server did not take that.");
  await learn.say("QUIT");

  await expect(learn.step).toContainText("A server that does not want you");
  await learn.connect();
  await expect(learn.step).toContainText("A server that is busy");
  await learn.connect();

  await expect(learn.step).toContainText("What have you heard?");
  await learn.step.getByLabel("554").check();
  await learn.step.getByRole("button", { name: "Check" }).first().click();
  await expect(learn.step).toContainText("That is not it.");
  await learn.step.getByLabel("421").check();
  await learn.step.getByRole("button", { name: "Check" }).first().click();
  await learn.step.getByLabel("The server", { exact: true }).check();
  await learn.step.getByRole("button", { name: "Check" }).click();
  await expect(learn.lesson).toContainText("5 of 5 steps");

  await page.reload();
  await expect(learn.lesson).toContainText("5 of 5 steps");
  await page.getByRole("link", { name: "All lessons" }).click();
  await expect(page.getByRole("link", { name: "The greeting" })).toContainText("done");
});

test("a first mail is typed line by line, and lies in the page's own mailbox without any gateway", async ({
  learn,
  files,
  page,
  complaints,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await learn.open(files.origin, "first-mail");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 smtp2go.com ESMTP Exim");
  await learn.say("HELO mydomain.com", "MAIL FROM:<sender@mydomain.com>");
  await learn.say("RCPT TO:<recipient@anotherdomain.com>", "DATA");
  await expect(learn.step).toContainText("The message");
  await learn.say("Subject: sample message", "From: sender@mydomain.com", "", "Greetings", ".");
  await expect(learn.step).toContainText("Say goodbye");
  await learn.say("QUIT");
  await expect(learn.lesson).toContainText("6 of 6 steps");
  await expect(learn.transcript).toContainText("221 www.sample.com closing connection");

  await page.getByText("Mails received").click();
  await expect(page.locator(".received").getByRole("listitem")).toContainText(
    "recipient@anotherdomain.com",
  );
  await learn.press("Next: Several recipients, one refused");
  await expect(page).toHaveURL(/#lesson=recipients$/);
  for (const url of asked) expect(url).toContain(files.origin);
  expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
});

test("who is stuck gets hints, the answer, and in the end a hand; also when the line is lost", async ({
  learn,
  files,
}) => {
  await learn.open(files.origin, "recipients");
  await learn.press("Hint");
  await expect(learn.step).toContainText(
    "HELO sender.example, then MAIL FROM:<errors@sender.example>",
  );
  await learn.press("Show the answer");
  await expect(learn.step.getByLabel("Answer")).toContainText("HELO sender.example");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Two who are there");

  await learn.console.getByRole("button", { name: "Disconnect" }).click();
  await expect(learn.step).toContainText("There is no connection.");
  await learn.press("Connect and catch up");
  await expect(learn.transcript).toContainText("MAIL FROM:<errors@sender.example>");
  await expect(learn.step).toContainText("Two who are there");
  await learn.say("RCPT TO:<one@receiver.example>");
  await expect(learn.goal("one@receiver.example is accepted")).toContainText("Done:");
  await expect(learn.goal("two@receiver.example is accepted")).toContainText("To do:");

  await learn.press("Begin again");
  await expect(learn.lesson).toContainText("0 of 6 steps");
  await expect(learn.step).toBeFocused();
});

test("who has gone astray in an open connection is led back to where the step begins", async ({
  learn,
  files,
}) => {
  await learn.open(files.origin, "dots");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Lose a dot");
  await expect(learn.lesson.getByRole("button", { name: "Connect and catch up" })).toBeHidden();
  await learn.say("Subject: dots", ".");
  await expect(learn.transcript.getByRole("option").last()).toContainText("250");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Keep it");

  await learn.open(files.origin, "auth-login");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("What does the server ask?");
  await expect(learn.lesson.getByRole("button", { name: "Stop" })).toBeHidden();
  // While the lesson asks what the server has said, it is answered already, and wrongly.
  await learn.say("*");
  await expect(learn.transcript.getByRole("option").last()).toContainText("501");
  await learn.step.getByLabel("Your answer").fill("username:");
  await learn.step.getByRole("button", { name: "Check" }).click();
  await learn.press("Connect and catch up");
  await expect(learn.transcript.getByRole("option").last()).toContainText("334 VXNl");
  await expect(learn.lesson.getByRole("button", { name: "Stop" })).toBeHidden();
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("And now?");
});

test("the keyboard stays in the lesson when a button has done its work and goes", async ({
  learn,
  files,
}) => {
  await learn.open(files.origin, "tls");
  await learn.press("Show the answer");
  await expect(learn.step).toBeFocused();
  await learn.press("Hint");
  await learn.press("Do it for me");
  await expect(learn.lesson.getByRole("button", { name: "Stop" })).toBeVisible();
  await learn.press("Stop");
  await expect(learn.lesson.getByRole("button", { name: "Stop" })).toBeHidden();
  await expect(learn.step).toBeFocused();
  // What was begun ends first, lest it be heard in the next lesson.
  await expect(learn.transcript).toContainText("220");

  await learn.open(files.origin, "greeting");
  for (const next of ["Say goodbye", "A server that does not", "A server that is busy", "heard?"]) {
    await learn.press("Do it for me");
    await expect(learn.step).toContainText(next);
    await expect(learn.step).toBeFocused();
  }
  await learn.step.getByLabel("421").check();
  await learn.step.getByRole("button", { name: "Check" }).first().press("Enter");
  await expect(learn.step.getByRole("radio").first()).toBeFocused();
  await expect(learn.step.locator("wsmtp-question")).toHaveCount(1);
});

test("a password is decoded by hand, and is nowhere to be seen", async ({ learn, files }) => {
  await learn.open(files.origin, "auth-login");
  await learn.connect();
  await learn.say("EHLO mypc", "AUTH LOGIN");
  await learn.step.getByLabel("Your answer").fill("username:");
  await learn.step.getByRole("button", { name: "Check" }).click();
  // Once with the console's help, and once without.
  await learn.say("testuser");
  await learn.step.getByLabel("Your answer").fill("Password:");
  await learn.step.getByRole("button", { name: "Check" }).click();
  await learn.console.getByLabel("Write it in base64 for me").uncheck();
  await learn.say("dGVzdHBhc3M=");
  await expect(learn.step).toContainText("Send, in small letters");
  await expect(learn.transcript).toContainText("***");
  await expect(learn.transcript).not.toContainText("dGVzdHBhc3M=");
});

test("TLS, a stripped STARTTLS and one with something behind it are told apart", async ({
  learn,
  files,
}) => {
  await learn.open(files.origin, "tls");
  await learn.connect();
  await learn.say("EHLO laptop.example", "STARTTLS");
  await expect(learn.step).toContainText("Say hello once more");
  await learn.say("EHLO laptop.example");
  await expect(learn.step).toContainText("Sign in");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Leave");
  await learn.say("QUIT");
  await expect(learn.step).toContainText("Implicit TLS");
  await learn.press("Do it for me");
  await expect(learn.step).toContainText("Somebody in between");
  await learn.connect();
  await learn.say("EHLO laptop.example", "STARTTLS");
  await expect(learn.step).toContainText("the stranger keeps TLS from coming");
  await expect(learn.transcript).not.toContainText("250-STARTTLS");
  await learn.say("QUIT");
  await expect(learn.step).toContainText("Three ports, three uses.");

  await learn.open(files.origin, "smuggling");
  for (const title of ["Whose job was it?", "What is strict?"]) {
    await learn.press("Do it for me");
    if (title === "What is strict?") break;
    await learn.step.getByLabel("The program that builds the command").check();
    await learn.step.getByRole("button", { name: "Check" }).click();
  }
  await learn.step.getByLabel("Refuse the mail").check();
  await learn.step.getByRole("button", { name: "Check" }).click();
  await learn.connect();
  await learn.say("EHLO laptop.example", "STARTTLS");
  await expect(learn.lesson).toContainText("5 of 5 steps");
  await expect(learn.lesson).toContainText("The engine has hung up.");
});

test("the engine sends a mail of a lesson with PIPELINING", async ({ learn, files }) => {
  await learn.open(files.origin, "extensions");
  for (const next of ["Too large", "Small enough", "All at once"]) {
    await learn.press("Do it for me");
    await expect(learn.step).toContainText(next);
  }
  await learn.press("Send the mail");
  await expect(learn.step).toContainText("Letters beyond ASCII");
  await expect(learn.step).toContainText("one round trip instead of three");
});

test("a lesson of one's own is opened from a file; what is wrong in it is named with its line", async ({
  learn,
  files,
  page,
  complaints,
}) => {
  await learn.open(files.origin);
  const chooser = page.getByLabel("Open a lesson from a file");
  const file = (name: string, text: string) => ({
    name,
    mimeType: "application/toml",
    buffer: Buffer.from(text),
  });
  const [, example = ""] =
    /```toml\n([^]*?)```/.exec(await readFile("../../web/site/lessons/README.md", "utf8")) ?? [];

  await chooser.setInputFiles(file("mine.toml", example.replace("reply = ", "replies = ")));
  await expect(learn.trouble).toContainText('mine.toml, line 23: this goal has no "replies"');

  const hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1))";
  await chooser.setInputFiles(file("mine.toml", example.replace("A polite client", hostile)));
  await expect(learn.lesson).toHaveAccessibleName("Say goodbye");
  await expect(learn.lesson).toContainText(hostile);
  await learn.press("Do it for me");
  await expect(learn.lesson).toContainText("1 of 1 steps");
  await expect(learn.trouble).toBeHidden();
  expect(complaints.filter((one) => !one.includes("404"))).toEqual([]);
});

test("a link brings a lesson and a setup, which holds once it is applied", async ({
  learn,
  files,
  page,
}) => {
  const setup = "security: none\nauth: none\ngreeting: reply 220 set up by a teacher";
  const hash = new URLSearchParams({ lesson: "first-mail", setup });
  await page.goto(`${files.origin}/learn.html#${hash}`);
  await learn.ready();
  await learn.connect();
  await expect(learn.transcript).toContainText("220 smtp2go.com ESMTP Exim");
  await expect(page.locator("wsmtp-setup")).toContainText("came with a link");
  await page.locator("wsmtp-setup").getByRole("button", { name: "Apply" }).click();
  await learn.connect();
  await expect(learn.transcript).toContainText("220 set up by a teacher");
});

test("the same console speaks to the gateway's practice server, and says what is no host", async ({
  learn,
  page,
}) => {
  const files = await Site.start(PAGES);
  const gateway = await Gateway.demo([files.origin]);
  await learn.open(files.origin);
  await page.locator("wsmtp-where").evaluate((where, url) => {
    where.setAttribute("gateway", url);
  }, gateway.url());
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("Practice server of the gateway");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 sandbox.test");
  await learn.say("EHLO laptop.example", "STARTTLS");
  await expect(learn.transcript).toContainText("TLSv1.3");
  await learn.say("QUIT");
  await expect(learn.transcript).toContainText("221 2.0.0");

  await servers.selectOption("Another server…");
  await page.getByLabel("Host").fill("no host at all");
  await page.getByLabel("Host").press("Tab");
  await expect(page.locator("wsmtp-where").getByRole("alert")).toContainText(
    "is not a mail server's name",
  );
  // A lesson is for the server within the page.
  await learn.choose("The greeting");
  await expect(servers).toHaveValue("@page");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 mail.example");
  files.stop();
  await gateway.stop();
});

test("the console signs in as the setup of the gateway's practice server has it", async ({
  demo,
  learn,
  page,
}) => {
  await learn.open(demo.url());
  const servers = page.locator("wsmtp-where").getByRole("combobox", { name: "Mail server" });
  await servers.selectOption("Practice server of the gateway");
  await page.getByText("What the practice server does").click();
  const setup = new SetupPart(page);
  const text = await setup.asText();
  await page.locator("wsmtp-console").getByRole("radio", { name: "Guided" }).check();
  const user = page.locator("wsmtp-console").getByLabel("Sign in as");
  for (const [rules, name] of [
    ["user: ada secret", "ada"],
    ["auth: none", ""],
    ["", "demo@sandbox.test"],
  ] as const) {
    await text.fill(rules);
    await setup.apply();
    await expect(user).toHaveValue(name);
  }
  await learn.connect();
  await expect(learn.transcript).toContainText("235 ");
});

test("a lesson that is not there, and a link that is none, are told", async ({ learn, files }) => {
  await learn.open(files.origin, "no-such-lesson");
  await expect(learn.trouble).toContainText("There is no such lesson.");
  await learn.open(files.origin, "..%2F<script>");
  await expect(learn.trouble).toContainText("no lesson");
  await learn.choose("The greeting");
  await expect(learn.trouble).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("list, lesson and tools are accessible", async ({ learn, files, page }) => {
      await learn.open(files.origin);
      await expectAccessible(page);
      await learn.choose("A first mail");
      await learn.press("Hint");
      await learn.press("Show the answer");
      await learn.press("Do it for me");
      await expect(learn.step).toContainText("Who sends it?");
      await expectAccessible(page);
      await page.getByText("Picture of the session").click();
      await page.getByText("What the practice server does").click();
      await expect(
        page.locator("wsmtp-setup").getByRole("button", { name: "Apply" }),
      ).toBeVisible();
      await expectAccessible(page);
      await learn.open(files.origin, "greeting");
    });
  });
}

for (const dir of ["ltr", "rtl"]) {
  test(`nothing is cut off on a narrow screen, ${dir}`, async ({ learn, files, page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await learn.open(files.origin);
    await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    await expectFits(page);
    await learn.choose("MIME: an image by hand");
    await learn.step.getByLabel("Your answer").fill("GIF89a");
    await learn.step.getByRole("button", { name: "Check" }).click();
    await learn.press("Do it for me");
    await expect(learn.step).toContainText("Write it");
    await expect(page.getByText("Next: Write it")).toBeVisible();
    await page.getByRole("button", { name: "Back to the lesson" }).click();
    await expect(learn.step).toBeFocused();
    await learn.press("Show the answer");
    await page.getByText("Picture of the session").click();
    await page.getByText("What the practice server does").click();
    await page.getByText("Compare: PIPELINING").click();
    await expectFits(page);
  });

  for (const lesson of ["tls", "reply-codes"]) {
    test(`the lists of "${lesson}" fit a narrow screen, ${dir}`, async ({ learn, files, page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await learn.open(files.origin, lesson);
      await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
      await expect(learn.lesson.locator(".prose ul").first()).toBeVisible();
      await expectFits(page);
    });
  }
}
