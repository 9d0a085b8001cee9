import type { Locator } from "@playwright/test";
import { expectAccessible } from "../parts/accessible.js";
import type { ComposePage } from "../parts/compose-page.js";
import { Editor, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { holdBack } from "../parts/held.js";

const RICH_TEXT = "**/assets/rich-text-*.js";

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

test("what is written before text can be formatted is not lost, nor its place", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  const { release } = await holdBack(page, RICH_TEXT);
  await compose.open(demo.url());
  await editor.text.focus();
  await page.keyboard.type("first line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second");
  await expect(editor.tool("Bold")).toHaveAttribute("aria-disabled", "true");
  release();
  await editor.ready();
  await expect(editor.text).toBeFocused();
  await page.keyboard.type(" line");
  expect((await editor.body()).text).toBe("first line\nsecond line");
});

test("where text cannot be formatted it is plain, and can be tried again", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  const notice = await openUnformatted(compose, demo.url());
  await editor.text.fill("Plain after all");
  await page.unroute(RICH_TEXT);
  await notice.getByRole("button", { name: "Try again" }).click();
  await editor.ready();
  await expect(editor.text).toHaveText("Plain after all");
  await expect(notice).toHaveCount(0);
});

test("a wish to try again is not lost to an attempt that is still failing", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  const notice = await openUnformatted(compose, demo.url());
  await page.unroute(RICH_TEXT);
  const attempt = await holdBack(page, RICH_TEXT);
  await editor.text.focus();
  await attempt.asked;
  await notice.getByRole("button", { name: "Try again" }).click();
  attempt.fail();
  await editor.ready();
  await expect(notice).toHaveCount(0);
});

test("where text cannot be formatted, a formatted draft is only read until its formatting is given up", async ({
  compose,
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Bold").click();
  await page.keyboard.type("Bold words");
  await editor.paste({}, PIXEL);
  await compose.saved();
  const before = await editor.body();
  await page.route(RICH_TEXT, (route) => route.abort());
  await page.reload();
  const notice = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(notice).toContainText("can only be read for now");
  await expect(editor.text).toHaveJSProperty("readOnly", true);
  await expect(editor.text).toHaveValue(/^Bold words/);
  await compose.fill({ Subject: "Kept again" });
  await compose.saved();
  expect(await editor.body()).toEqual(before);
  await expect(page.getByText("pixel.png")).toHaveCount(0);

  await page.unroute(RICH_TEXT);
  await page.reload();
  await editor.ready();
  await expect(editor.text.locator("b")).toHaveText("Bold words");
  await page.route(RICH_TEXT, (route) => route.abort());
  await page.reload();
  await expect(notice).toBeVisible();
  await page.unroute(RICH_TEXT);
  await notice.getByRole("button", { name: "Try again" }).click();
  await editor.ready();
  await expect(editor.text).toBeFocused();
  await expect(editor.text.locator("b")).toHaveText("Bold words");

  await page.route(RICH_TEXT, (route) => route.abort());
  await page.reload();
  await expectAccessible(page);
  await notice.getByRole("button", { name: "Go on as plain text" }).click();
  await expect(editor.text).toBeFocused();
  await expect(editor.text).toHaveJSProperty("readOnly", false);
  await expect(editor.text).toHaveValue(/^Bold words/);
  await expect(page.getByText("pixel.png")).toBeVisible();
  await expect(notice).toHaveCount(0);
  expect((await editor.body()).html).toBe("");
});

test("a plain text that comes in place of a formatted one is kept to the letter", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Bold").click();
  await page.keyboard.type("Bold words");
  const plain = "one\n\n\n  > quoted\n>> twice\ntwo  spaces \n\n";
  await page.locator("wsmtp-editor").evaluate((element, text) => {
    Object.assign(element, { plain: true });
    Object.assign(element, { body: { html: "", text, images: [] } });
  }, plain);
  await expect(editor.text).toHaveValue(plain);
  expect(await editor.body()).toEqual({ html: "", text: plain, images: 0 });
});

test("what an extension of the browser sets on the text is nothing that somebody wrote", async ({
  compose,
  page,
}) => {
  const editor = new Editor(page);
  const opened: string[] = [];
  page.on("websocket", (socket) => opened.push(socket.url()));
  await editor.ready();
  const changes = await editor.text.evaluate(async (text) => {
    let count = 0;
    document.addEventListener("input", () => (count += 1));
    text.style.caretColor = "transparent";
    text.setAttribute("data-extension", "here");
    await new Promise((later) => setTimeout(later));
    return count;
  });
  expect(changes).toBe(0);
  expect(opened).toEqual([]);
  await editor.text.focus();
  await page.keyboard.type("Written");
  await compose.saved();
  expect(opened).toHaveLength(1);
});

/** Opens the page where what formats text cannot be loaded, and gives what says so. */
async function openUnformatted(compose: ComposePage, url: string): Promise<Locator> {
  const { page } = compose;
  await page.route(RICH_TEXT, (route) => route.abort());
  await compose.open(url);
  const notice = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(notice).toBeVisible();
  return notice;
}
