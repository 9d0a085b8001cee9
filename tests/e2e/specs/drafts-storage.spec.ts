import type { Page } from "@playwright/test";
import { ComposePage } from "../parts/compose-page.js";
import { MortalTab } from "../parts/crash.js";
import { Editor, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";

const NOTES = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") };

test("an image that is deleted, kept without, and brought back by undo is kept again", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({}, PIXEL);
  await expect.poll(() => filesKept(page)).toBe(1);
  await page.keyboard.press("Backspace");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await expect.poll(() => filesKept(page)).toBe(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(editor.text.locator("img")).toHaveCount(1);
  await expect.poll(() => filesKept(page)).toBe(1);
  await page.reload();
  await editor.ready();
  const image = editor.text.locator("img");
  await expect(image).toHaveAttribute("src", /^blob:/);
  await expect
    .poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth))
    .toBeGreaterThan(0);
});

test("files of a draft that is brought back after it was discarded are kept again", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.attach(NOTES);
  await compose.saved();
  await page.reload();
  // The second time, the file comes from what was kept.
  for (const round of ["as it was attached", "as it was kept"]) {
    await test.step(round, async () => {
      await expect(page.getByText("notes.txt", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Discard", exact: true }).click();
      await expect.poll(() => filesKept(page)).toBe(0);
      await page.getByRole("button", { name: "Bring it back" }).click();
      await expect.poll(() => filesKept(page)).toBe(1);
      await page.reload();
    });
  }
  await expect(page.getByText("notes.txt", { exact: true })).toBeVisible();
  await compose.fill({ To: "friend@sandbox.test", Subject: "Brought back" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("drafts are kept again when the browser has taken their database away", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.attach(NOTES);
  await compose.fill({ Subject: "Before" });
  await compose.saved();
  const cdp = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  await compose.fill({ Subject: "After" });
  await expect.poll(() => filesKept(page)).toBe(1);
  await compose.saved();
  await page.reload();
  await expect(compose.field("Subject")).toHaveValue("After");
  await expect(page.getByText("notes.txt", { exact: true })).toBeVisible();
});

test("where the disk has no room for the files of a mail, its text is kept", async ({
  demo,
  compose,
  context,
}) => {
  const mortal = await MortalTab.open(context);
  const first = new ComposePage(mortal.page);
  await first.open(demo.url());
  const cdp = await context.newCDPSession(mortal.page);
  const { origin } = new URL(mortal.page.url());
  await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 24 << 20 });
  await first.attach({ ...NOTES, buffer: Buffer.alloc(40 << 20, "x") });
  const told = mortal.page.locator(".keeping");
  // Chromium may refuse what comes right behind a file that was too large, too: the next change is kept then.
  let written = "Not lost";
  await expect(async () => {
    await first.field("Subject").fill((written += "!"));
    await expect(told).toHaveText(/has no room .* the text is kept/, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await expect(mortal.page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();
  await mortal.crash();
  await compose.open(demo.url());
  await compose.page.getByRole("button", { name: "Go on with it" }).click();
  await expect(compose.field("Subject")).toHaveValue(written);
});

test("the list of drafts is read when it is shown, and not whenever one is kept", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await page.evaluate(() => {
    const stored = IDBObjectStore.prototype;
    const { getAll } = stored;
    stored.getAll = function (this: IDBObjectStore, ...all) {
      if (this.name === "drafts") document.documentElement.dataset["listed"] = "yes";
      return getAll.apply(this, all);
    };
  });
  await compose.fill({ Subject: "Kept" });
  await compose.saved();
  // The number follows what is kept, and the list did before.
  await page.getByRole("button", { name: "Drafts (1)" }).waitFor();
  await expect(page.locator("html")).not.toHaveAttribute("data-listed");
  await page.getByRole("button", { name: "Drafts (1)" }).click();
  await expect(page.getByRole("list", { name: "Drafts" }).getByText("Kept")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-listed");
});

test("the focus stays in the list of drafts when another tab keeps one", async ({
  demo,
  compose,
  context,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ Subject: "Left" });
  await compose.saved();
  const other = new ComposePage(await context.newPage());
  await other.open(demo.url());
  await other.fill({ Subject: "Yours" });
  await other.saved();
  await page.getByRole("button", { name: "Drafts (2)" }).click();
  await page.getByRole("button", { name: "New mail" }).click();
  await page.getByRole("button", { name: "Drafts (2)" }).click();
  const discard = page.getByRole("button", { name: "Discard Left" });
  await discard.focus();
  const list = page.getByRole("list", { name: "Drafts" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  // What is kept last stands above the others.
  await other.field("Subject").fill("Yours, too");
  await expect(list.getByRole("listitem").first()).toContainText("Yours, too");
  await expect(discard).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Discard it for good?")).toBeVisible();
  await expect(list.getByRole("listitem").filter({ hasText: "Left" })).toContainText("for good?");
});

test("that nothing is kept is said once, and not after every pause, nor of an empty form", async ({
  demo,
  compose,
  page,
}) => {
  await page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name: string, version?: number) {
      if (!name.startsWith("wsmtp-drafts")) return open.call(this, name, version);
      document.documentElement.dataset["tried"] += "x";
      throw new DOMException("storage is switched off", "SecurityError");
    };
  });
  await compose.open(demo.url());
  const tried = () => page.locator("html").getAttribute("data-tried");
  const subject = compose.field("Subject");
  await subject.fill("Half");
  const told = page.locator(".keeping.trouble");
  await expect(told).toContainText("storage is switched off");
  await told.evaluate((alert: HTMLElement) => (alert.dataset["told"] = "yes"));
  const before = await tried();
  await subject.fill("Half of it");
  await expect.poll(tried).not.toBe(before);
  await expect(told).toHaveAttribute("data-told", "yes");
  await compose.fill({ To: "", Subject: "" });
  await expect(page.locator(".keeping")).toHaveCount(0);
});

/** How many files lie with the drafts. */
function filesKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("wsmtp-drafts-default");
        // Not made here, where the browser has taken it away.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve(0);
        opening.onsuccess = () => {
          const database = opening.result;
          const count = database.transaction("files").objectStore("files").count();
          count.onsuccess = () => resolve(count.result);
          database.close();
        };
      }),
  );
}
