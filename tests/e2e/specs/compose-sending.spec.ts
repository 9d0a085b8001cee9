import { expect, test } from "../parts/fixtures.js";
import { holdBack } from "../parts/held.js";

test("files can be dropped anywhere on the form, and a new mail starts empty", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt"));
    return data;
  });
  await compose.field("Subject").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.getByText("dropped.txt")).toBeVisible();
  await expect(page.getByText("7 bytes", { exact: true })).toBeVisible();
  await compose.fill({ To: "friend@sandbox.test", Text: "See the file." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  await expect(compose.field("Text")).toHaveText("");
  await expect(compose.chips("To")).toHaveCount(0);
  await expect(page.getByText("dropped.txt", { exact: true })).toHaveCount(0);
});

test("a mail is sent once, and by a key, too", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Once" });
  await compose.sendButton.dblclick();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const mails = await (await page.request.get(demo.url("sandbox/messages"))).json();
  expect(mails.filter(({ subject }: { subject: string }) => subject === "Once")).toHaveLength(1);
  // Nor does another one wait to be sent.
  await expect(page.locator("article[data-state]")).toHaveCount(1);

  await compose.fill({ To: "friend@sandbox.test", Subject: "Another" });
  await compose.field("Subject").press("ControlOrMeta+Enter");
  await expect(compose.outcome).toContainText("Another");
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await expect(page.getByRole("article", { name: "Another" })).toBeVisible();
});

test("a key that is held sends one mail, and answers no question", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "" });
  await compose.field("Subject").focus();
  await page.keyboard.down("Control");
  await page.keyboard.down("Enter");
  await expect(compose.question.getByRole("button", { name: "Go on writing" })).toBeFocused();
  await page.keyboard.down("Enter");
  await expect(compose.question).toBeVisible();
  await page.keyboard.up("Enter");
  await page.keyboard.up("Control");
  await page.keyboard.press("Enter");
  await expect(compose.question).toBeHidden();
  await expect(compose.field("Subject")).toBeFocused();
  await expect(compose.outcome).toHaveCount(0);
});

test("a form that is moved while it asks can still send", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "" });
  await compose.saved();
  await compose.sendButton.click();
  await expect(compose.question).toBeVisible();
  await page.locator("wsmtp-compose").evaluate((form) => {
    const place = form.parentElement;
    form.remove();
    place?.append(form);
  });
  await expect(compose.question).toBeHidden();
  await compose.fill({ Subject: "Moved" });
  await compose.sendButton.click();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("files that the text hands on are counted like any others", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await page.locator("wsmtp-editor").evaluate((editor) => {
    const detail = Array.from({ length: 101 }, (_, index) => new File(["x"], `${index}.txt`));
    editor.dispatchEvent(new CustomEvent("files", { detail }));
  });
  await expect(page.getByText("A mail takes 100 files at most: pack some into one.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Remove \d+\.txt$/ })).toHaveCount(100);
});

test("what is typed while a mail is put into the outbox is not lost", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  const { asked, release } = await holdBack(page, /practice.*\.wasm/);
  await compose.showServer();
  await compose.field("Server").selectOption("Practice server in this page");
  await compose.fill({ From: "ada@sandbox.test", To: "friend@sandbox.test", Subject: "As sent" });
  await compose.send();
  await asked;
  await compose.field("Subject").press("End");
  await page.keyboard.type(", and more");
  release();
  await expect(compose.outcome).toContainText("As sent");
  await expect(compose.field("Subject")).toHaveValue("As sent, and more");
  await expect(page.getByText(/What you have changed since is still here/)).toBeVisible();
  await compose.saved();
  await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
});

test("a mail to nobody is not sent, and the field is marked", async ({ demo, compose }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "" });
  await compose.send();
  await expect(compose.field("To")).toBeFocused();
  await compose.expectNotice(/nobody is named yet/);
  await compose.fill({ Bcc: "friend@sandbox.test" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("a mail under way is not left without a question", async ({ sendUntil, page }) => {
  await sendUntil("DATA");
  const question = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await question).type()).toBe("beforeunload");
  await (await question).accept();
});
