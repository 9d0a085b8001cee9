import type { BrowserContext, Page } from "@playwright/test";
import { ComposePage } from "../parts/compose-page.js";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { everythingStored } from "../parts/stored.js";
import { friendly } from "../parts/scripted-server.js";
import { Gateway } from "../parts/gateway.js";

/** A picture of one dot. */
const DOT = {
  name: "dot.png",
  type: "image/png",
  content:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
};

test("a reload loses nothing: fields, formatted text, images, files, wrong addresses", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({
    To: "Ada <ada@sandbox.test>, oops",
    Bcc: "grace@sandbox.test",
    Subject: "Half written",
  });
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Bold").click();
  await page.keyboard.type("Bold words");
  await editor.paste({}, DOT);
  await compose.attach({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  await compose.saved();

  await page.reload();
  await expect(compose.chips("To")).toHaveText([/Ada\s+ada@sandbox\.test/, /oops/]);
  await expect(compose.chips("Bcc")).toHaveText(["grace@sandbox.test"]);
  await expect(compose.field("Cc")).toBeHidden();
  await expect(compose.field("Subject")).toHaveValue("Half written");
  await editor.ready();
  await expect(editor.text.locator("b, strong")).toContainText("Bold words");
  const image = editor.text.locator("img");
  await expect(image).toHaveAttribute("src", /^blob:/);
  await expect
    .poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth))
    .toBeGreaterThan(0);
  await expect(page.getByText("notes.txt", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
});

test("what was typed just before the page goes is kept, too", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await compose.field("Subject").fill("At the last moment");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(compose.field("Subject")).toHaveValue("At the last moment");
});

test("it is kept even where the disk is too slow for the page's end", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "On the disk" });
  await compose.saved();
  // As if what is written now came too late.
  await page.evaluate(() => {
    const stored = IDBObjectStore.prototype;
    stored.put = function (value: unknown, key?: IDBValidKey) {
      this.transaction.abort();
      throw new DOMException(`too late for ${String(key)} of ${typeof value}`, "AbortError");
    };
  });
  await compose.field("Subject").fill("On the disk, nearly");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(compose.field("Subject")).toHaveValue("On the disk, nearly");
  await compose.saved();
  await page.reload();
  await expect(compose.field("Subject")).toHaveValue("On the disk, nearly");
});

test("a tab that crashed left its draft to the next", async ({ demo, compose, context }) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "Before the crash" });
  await compose.saved();
  await crash(context, compose);
  const next = await another(context, demo.url());
  await expect(
    next.page.getByText("You have an unfinished mail: “Before the crash”."),
  ).toBeVisible();
  await next.page.getByRole("button", { name: "Go on with it" }).click();
  await expect(next.field("Subject")).toHaveValue("Before the crash");
});

test("two tabs do not fight over a draft", async ({ demo, compose, context, page }) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "Mine" });
  await compose.saved();

  const other = await another(context, demo.url());
  await other.page.getByRole("button", { name: "Drafts (1)" }).click();
  const list = other.page.getByRole("list", { name: "Drafts" });
  await expect(list.getByText("Open in another tab")).toBeVisible();
  await expect(list.getByRole("button")).toHaveCount(0);
  await other.page.getByRole("button", { name: "Close" }).click();
  await other.fill({ Subject: "Yours" });
  await other.saved();
  await expect(page.getByRole("button", { name: "Drafts (2)" })).toBeVisible();

  await page.getByRole("button", { name: "Drafts (2)" }).click();
  const drafts = page.getByRole("list", { name: "Drafts" }).getByRole("listitem");
  await expect(drafts).toHaveText([/Yours.*Open in another tab/s, /Mine.*Open here/s]);
  await page.getByRole("button", { name: "Close" }).click();
  await other.page.close({ runBeforeUnload: true });
  await expect.poll(() => draftsHeld(page)).toBe(1);
  await page.getByRole("button", { name: "Drafts (2)" }).click();
  await page.getByRole("button", { name: "Open Yours" }).click();
  await expect(compose.field("Subject")).toHaveValue("Yours");
  await page.getByRole("button", { name: "Drafts (2)" }).click();
  await page.getByRole("button", { name: "Open Mine" }).click();
  await expect(compose.field("Subject")).toHaveValue("Mine");
});

test("a draft goes by no other server than it was for without a question", async ({
  compose,
  scripted,
}) => {
  const server = await scripted(friendly());
  const before = await Gateway.serving({ first: server, second: server });
  await compose.open(before.url());
  await compose.showServer();
  await compose.field("Server").selectOption({ value: "second" });
  await compose.fill({ From: "ada@example.org", To: "bob@example.org", Subject: "By whom?" });
  await compose.saved();
  await before.stop();
  const after = await Gateway.serving({ first: server }, undefined, [], new URL(before.url()).host);
  await compose.open(after.url());
  await expect(compose.field("Subject")).toHaveValue("By whom?");
  await expect(compose.field("Server")).toHaveValue("first");
  await compose.sendButton.click();
  await expect(compose.question).toContainText("is not offered any more");
  await compose.question.getByRole("button", { name: "Go on writing" }).click();
  await expect(compose.outcome).toHaveCount(0);
  await after.stop();
});

test("a draft that cannot be read is not said to be open elsewhere", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "Unreadable" });
  await compose.saved();
  await page.getByRole("button", { name: "Drafts (1)" }).click();
  await page.getByRole("button", { name: "New mail" }).click();
  await page.getByRole("button", { name: "Drafts (1)" }).click();
  await page.evaluate(() => {
    IDBObjectStore.prototype.get = () => {
      throw new DOMException("The disk is broken.", "UnknownError");
    };
  });
  await page.getByRole("button", { name: "Open Unreadable" }).click();
  await compose.expectNotice(/The disk is broken/);
});

test("a draft is discarded from the list after a question, and at hand with a way back", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "First" });
  await compose.saved();
  await page.getByRole("button", { name: "Drafts (1)" }).click();
  await page.getByRole("button", { name: "New mail" }).click();
  await expect(page.getByText("What you were writing is kept in the drafts.")).toBeVisible();
  await expect(compose.field("Subject")).toHaveValue("");
  await expect(compose.field("To")).toBeFocused();
  await page.getByRole("button", { name: "Drafts (1)" }).click();
  await page.getByRole("button", { name: "Discard First" }).click();
  await page.getByText("Discard it for good?").waitFor();
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("button", { name: "Discard First" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByText("Discard it for good?").waitFor();
  await page.keyboard.press("Enter");
  await expect(page.getByText("There are no drafts.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Kept drafts" })).toBeFocused();
  await page.getByRole("button", { name: "Close" }).click();

  await compose.fill({ Subject: "Second" });
  await compose.saved();
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(compose.field("Subject")).toHaveValue("");
  await expect(page.getByRole("button", { name: "Drafts", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(compose.field("Subject")).toHaveValue("Second");
  await expect(compose.field("To")).toBeFocused();
  await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
});

test("a discarded mail can be brought back after another was begun", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "Discarded" });
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  const back = page.getByRole("button", { name: "Bring it back" });
  await expect(back).toBeVisible();
  await compose.fill({ To: "", Subject: "Another" });
  await compose.send();
  await expect(page.locator(".notice.trouble")).toContainText("nobody is named");
  await back.click();
  await expect(compose.field("Subject")).toHaveValue("Discarded");
  await expect(page.getByText("What you were writing is kept in the drafts.")).toBeVisible();
  await expect(back).toBeHidden();
  await page.getByRole("button", { name: "Drafts (2)" }).click();
  await expect(page.getByRole("button", { name: "Open Another" })).toBeVisible();
});

test("a mail that is sent leaves no draft, and the form is empty", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Gone", Text: "Away." });
  await compose.attach({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  await compose.saved();
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect(compose.field("Subject")).toHaveValue("");
  await expect(compose.chips("To")).toHaveCount(0);
  await expect(page.getByText("notes.txt", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Drafts", exact: true })).toBeVisible();
  await page.reload();
  await compose.waitForGateway();
  await expect(compose.field("Subject")).toHaveValue("");
});

test("no password is ever stored", async ({ demo, compose, page }) => {
  const secret = "correct horse battery";
  await compose.open(demo.url());
  await compose.signIn("demo@sandbox.test", secret);
  await compose.fill({ Subject: "Nothing secret" });
  await compose.saved();
  const stored = await page.evaluate(everythingStored);
  expect(stored).toContain("Nothing secret");
  expect(stored).not.toContain(secret);
});

test("a browser that keeps nothing says so, and the page is not left without a question", async ({
  demo,
  compose,
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("storage is switched off", "SecurityError");
    };
  });
  await compose.open(demo.url());
  await compose.field("Subject").pressSequentially("Half");
  await expect(
    page
      .getByText(/does not keep this draft \(storage is switched off\)/)
      .filter({ visible: true }),
  ).toBeVisible();
  const question = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await question).type()).toBe("beforeunload");
  await (await question).accept();
});

test("a mail that cannot be kept makes room for no other", async ({ demo, compose, page }) => {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name: string, version?: number) {
      if (!name.startsWith("wsmtp-drafts")) return open.call(this, name, version);
      throw new DOMException("storage is switched off", "SecurityError");
    };
  });
  await compose.open(demo.url());
  await page.evaluate(() => localStorage.setItem("wsmtp-undo", "30"));
  await compose.fill({ To: "friend@sandbox.test", Subject: "On its way" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "undo");
  await compose.field("Subject").fill("Half");
  await page.getByRole("button", { name: "Drafts", exact: true }).click();
  await page.getByRole("button", { name: "New mail" }).click();
  await expect(page.locator(".notice.trouble")).toContainText(/so it stays here/);
  await expect(compose.field("Subject")).toHaveValue("Half");

  const outbox = page.locator("wsmtp-outbox");
  await outbox.getByRole("button", { name: "Undo" }).click();
  await expect(outbox.getByText(/cannot be kept as a draft/)).toBeVisible();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "undo");
  await expect(compose.field("Subject")).toHaveValue("Half");
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await outbox.getByRole("button", { name: "Undo" }).click();
  await expect(compose.field("Subject")).toHaveValue("On its way");
});

test("a mail that is nowhere else is offered until it is in the form, whatever is sent or discarded", async ({
  demo,
  compose,
  page,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = new Proxy(IDBFactory.prototype.open, {
      apply(open, factory, [name]: [string]) {
        if (!name.startsWith("wsmtp-drafts")) return Reflect.apply(open, factory, [name]);
        throw new DOMException("storage is switched off", "SecurityError");
      },
    });
  });
  await compose.open(demo.url());
  const discard = page.getByRole("button", { name: "Discard", exact: true });
  const back = (words: string) =>
    page.locator(".notice", { hasText: words }).getByRole("button", { name: "Bring it back" });
  await compose.fill({ Subject: "Nowhere else" });
  await discard.click();
  await compose.fill({ Subject: "In its place" });
  await back("The draft is discarded.").click();
  await expect(page.locator(".notice.trouble")).toContainText("send it, or discard it");
  await expect(back("The draft is discarded.")).toHaveCount(0);
  await discard.click();
  await expect(back("The draft is discarded.")).toBeVisible();
  await compose.fill({ To: "friend@sandbox.test", Subject: "On its way", Text: "Hello." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await back("It is not lost.").click();
  await expect(compose.field("Subject")).toHaveValue("Nowhere else");
  await expect(back("It is not lost.")).toHaveCount(0);
});

test("the text of a mail that is gone does not weigh on the next", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Heavy", Text: "x".repeat(5000) });
  await compose.saved();
  const beside = () =>
    page.locator("wsmtp-attachments").evaluate((files) => (files as { beside?: number }).beside);
  await expect.poll(beside).toBeGreaterThanOrEqual(5000);
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect.poll(beside).toBeLessThan(100);
});

async function another(context: BrowserContext, url: string): Promise<ComposePage> {
  const compose = new ComposePage(await context.newPage());
  await compose.open(url);
  return compose;
}

/** How many drafts tabs have open. */
function draftsHeld(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.filter(({ name }) => name?.startsWith("wsmtp-draft-")).length;
  });
}

/** Ends a page's process, so that nothing in it has time to tidy up. */
async function crash(context: BrowserContext, { page }: ComposePage): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  void session.send("Page.crash").catch(() => undefined);
  await crashed;
}
