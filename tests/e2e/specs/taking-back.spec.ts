import type { Page } from "@playwright/test";
import { ComposePage } from "../parts/compose-page.js";
import { MortalTab } from "../parts/crash.js";
import { expect, test as base } from "../parts/fixtures.js";
import { OutboxPanel } from "../parts/outbox-panel.js";

/** Tests with mails that can be taken back for half a minute. */
const test = base.extend<{ readonly panel: OutboxPanel }>({
  panel: async ({ page }, use) => use(new OutboxPanel(page)),
  context: async ({ context }, use) => {
    await context.addInitScript(() => localStorage.setItem("wsmtp-undo", "30"));
    await use(context);
  },
});

const LETTER = { To: "friend@sandbox.test", Subject: "Oops", Text: "How are you?" };

test("a crash in the moment in which a mail is undone loses nothing of it", async ({
  demo,
  compose,
  context,
  page,
}) => {
  const mortal = await MortalTab.open(context);
  const first = new ComposePage(mortal.page);
  await first.openWhole(demo.url());
  await first.fill(LETTER);
  await first.attach({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("kept") });
  await first.send();
  await expect(first.outcome).toHaveAttribute("data-outcome", "undo");
  await mortal.page.evaluate(keepNothingOnceUndone);
  await new OutboxPanel(mortal.page).act("Oops", "Undo");
  await expect(first.outcome).toHaveCount(0);
  await mortal.crash();

  await compose.open(demo.url());
  await page.getByRole("button", { name: "Go on with it" }).click();
  await expect(compose.field("Subject")).toHaveValue("Oops");
  await expect(compose.field("Text")).toHaveText("How are you?");
  await expect(page.getByText("a.txt", { exact: true })).toBeVisible();
  await expect(compose.outcome).toHaveCount(0);
});

test("a mail of a script that is undone is in the form with all its files, or stays in the outbox", async ({
  demo,
  compose,
  panel,
  page,
}) => {
  await compose.openWhole(demo.url());
  const mail = { from: "demo@sandbox.test", to: "friend@sandbox.test", text: "Hi" };
  const attachments = [{ content: "hello", filename: "hello.txt" }];
  await sendByScript(page, { ...mail, subject: "With a file", attachments });
  await panel.act("With a file", "Undo");
  await expect(page.getByText("hello.txt", { exact: true })).toBeVisible();
  await expect(compose.field("Subject")).toHaveValue("With a file");

  await sendByScript(page, { ...mail, subject: "More", replyTo: "ada@sandbox.test" });
  await panel.act("More", "Undo");
  await expect(page.getByText(/would lose its replyTo/)).toBeVisible();
  await panel.see("More", "About to be sent");
  await expect(compose.field("Subject")).toHaveValue("With a file");
});

test("a mail that is undone by two clicks is one draft, and nothing is said to be too late", async ({
  demo,
  compose,
  panel,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill(LETTER);
  await compose.send();
  const undo = panel.mail("Oops").getByRole("button", { name: "Undo" });
  await undo.evaluate((button: HTMLElement) => {
    for (let clicks = 0; clicks < 2; clicks += 1) button.click();
  });
  await expect(compose.field("Subject")).toHaveValue("Oops");
  await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
  await expect(page.getByText("too late")).toHaveCount(0);
});

test("the button that one is about to press does not become another", async ({
  demo,
  compose,
  context,
  panel,
}) => {
  await compose.open(demo.url());
  await compose.fill(LETTER);
  await compose.send();
  const other = await context.newPage();
  await other.goto(demo.url());
  await panel.mail("Oops").getByRole("button", { name: "Undo" }).focus();
  await new OutboxPanel(other).act("Oops", "Send now");
  await panel.see("Oops", "Sent");
  await expect(panel.mail("Oops")).toBeFocused();
});

/** Runs in the page: from the moment on in which the outbox forgets a mail, no draft is kept, as if the page had ended. */
function keepNothingOnceUndone(): void {
  const stored = IDBObjectStore.prototype;
  const { put, delete: remove } = stored;
  let isUndone = false;
  stored.delete = function (this: IDBObjectStore, key) {
    isUndone ||= this.transaction.db.name.includes("outbox");
    return remove.call(this, key);
  };
  stored.put = function (this: IDBObjectStore, ...all) {
    if (isUndone && this.transaction.db.name.includes("drafts")) this.transaction.abort();
    return put.apply(this, all);
  };
}

/** Sends a mail that the form did not write. */
function sendByScript(page: Page, mail: object): Promise<void> {
  return page.locator("wsmtp-outbox").evaluate(async (outbox, mail) => {
    const { postbox } = outbox as unknown as {
      postbox: { send: (mail: object) => Promise<void> };
    };
    await postbox.send(mail);
  }, mail);
}
