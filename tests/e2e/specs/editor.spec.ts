import type { Page } from "@playwright/test";
import { Editor, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { sent } from "../parts/sent-mail.js";

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

test("what is formatted arrives as HTML, and as plain text that says the same", async ({
  demo,
  compose,
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  const { keyboard } = page;
  await editor.begin();
  await keyboard.type("Dear Ada");
  await editor.selectBack(3);
  await editor.tool("Bold").click();
  await expect(editor.tool("Bold")).toHaveAttribute("aria-pressed", "true");
  await keyboard.press("End");
  await keyboard.press("ControlOrMeta+b");
  await keyboard.press("Enter");
  await editor.tool("Bulleted list").click();
  await keyboard.type("apples");
  await keyboard.press("Enter");
  await keyboard.type("pears");
  await editor.selectBack(5);
  await editor.choice("Text colour").selectOption("Red");
  await editor.choice("Text size").selectOption("Large");
  await keyboard.press("End");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("site");
  await editor.selectBack(4);
  await keyboard.press("ControlOrMeta+k");
  await page.getByLabel("Link to").fill("example.org/a");
  await page.getByLabel("Link to").press("Enter");
  const seen = await editor.text.innerText();
  expect(seen).toMatch(/Dear Ada\s+apples\s+pears\s+site/);

  const mail = await sent(demo, compose, "Formatted");
  expect(mail.text).toBe("Dear Ada\n\n- apples\n- pears\n\nsite <https://example.org/a>");
  const html = String(mail.html);
  expect(html).toContain("<b>Ada</b>");
  expect(html).toContain('<a href="https://example.org/a">site</a>');
  expect(html).toMatch(/<span style="color: rgb\(208, 56, 43\);?">/);
  expect(html).toMatch(/<span style="font-size: large;?">pears/);
  expect(html).not.toMatch(/class=|contenteditable|data-|\u200b/);
  expect(await shown(page, html)).toBe(seen.trim());
  expect(complaints).toEqual([]);
});

test("plain text alone has no HTML, and its images are attached", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await page.keyboard.type("> quoted");
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await editor.tool("Plain text").click();
  await expect(editor.text).toHaveValue("first\n> quoted");
  await expect(page.getByText("pixel.png")).toBeVisible();
  await editor.text.press("ControlOrMeta+End");
  await page.keyboard.type("!");

  const mail = await sent(demo, compose, "Plain");
  expect(mail.html || "").toBe("");
  expect(mail.text?.trimEnd()).toBe("first\n> quoted!");
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(["pixel.png"]);
});

test("formatting that is given up is back as long as the plain text stays as it is", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("bold");
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await editor.tool("Plain text").click();
  await expect(editor.text).toHaveValue("bold");
  await expect(page.getByText("pixel.png")).toBeVisible();
  await editor.tool("Plain text").click();
  await editor.ready();
  await expect(editor.text.locator("b")).toHaveText("bold");
  await expect(editor.text.locator("img")).toHaveCount(1);
  await expect(page.getByText("pixel.png")).toHaveCount(0);

  await editor.tool("Plain text").click();
  await editor.text.press("ControlOrMeta+End");
  await page.keyboard.type("!");
  await editor.tool("Plain text").click();
  await editor.ready();
  await expect(editor.text).toHaveText("bold!");
  await expect(editor.text.locator("b, img")).toHaveCount(0);
  await expect(page.getByText("pixel.png")).toBeVisible();
});

test("an image that was renamed or removed while the text was plain is not within it again", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("bold");
  const [renamed, removed] = [
    { ...PIXEL, name: "one.png" },
    { ...PIXEL, name: "two.png" },
  ];
  await editor.paste({}, renamed, removed, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(3);
  await editor.tool("Plain text").click();
  await page.getByRole("button", { name: "Rename one.png" }).click();
  await page.getByLabel("Name of the file").fill("other.png");
  await page.getByLabel("Name of the file").press("Enter");
  await page.getByRole("button", { name: "Remove two.png" }).click();
  await editor.tool("Plain text").click();
  await editor.ready();
  await expect(editor.text.locator("b").first()).toHaveText("bold");
  await expect(editor.text.locator("img")).toHaveCount(1);
  expect((await editor.body()).images).toBe(1);
  await expect(page.getByText("other.png")).toBeVisible();
  for (const gone of ["one.png", "two.png", "pixel.png"]) {
    await expect(page.getByText(gone, { exact: true })).toHaveCount(0);
  }
});

test("plain text that is to be formatted again keeps its lines and quotes", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Plain text").click();
  await editor.text.fill("one\n\n> theirs\ntwo  spaces");
  await editor.tool("Plain text").click();
  await editor.ready();
  await expect(editor.text.locator("blockquote")).toHaveText("theirs");
  expect((await editor.body()).text).toBe("one\n\n> theirs\n\ntwo  spaces");
});

test("a format that is ended does not go on in the next line", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("bold");
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.press("Enter");
  await page.keyboard.type("next line");
  await expect(editor.text.locator("b", { hasText: "next" })).toHaveCount(0);
  await expect(editor.text.locator("b").first()).toHaveText("bold");
  expect((await editor.body()).text).toBe("bold\nnext line");
});

test("undo and redo bring formats and images back, also under a strict policy", async ({
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({
    "text/html":
      '<head><base href="https://a.test/"><style>p { color: red }</style></head><p style="text-align: center">middle <span style="color: #0a7d32">green</span></p>',
  });
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await expect(editor.text.getByText("green")).toHaveCSS("color", "rgb(10, 125, 50)");
  await editor.tool("Redo").click();
  await expect(editor.text.locator("img")).toHaveCount(1);
  await expect(editor.text.getByText("green")).toHaveCSS("color", "rgb(10, 125, 50)");
  await expect
    .poll(() => editor.text.locator("img").evaluate((one: HTMLImageElement) => one.naturalWidth))
    .toBe(1);
  expect(complaints).toEqual([]);
});

test("a body that is kept and set again stays as it is", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({
    "text/html":
      "<h2>Plan</h2><ol start=3><li>a<ul><li>b</li></ul></li></ol><blockquote>q</blockquote><pre>x\n  y</pre><table><tr><td>1</td><td>2</td></tr></table>",
  });
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  const rounds = await page.locator("wsmtp-editor").evaluate((element) => {
    const editing = element as unknown as Editing;
    return [1, 2, 3].map(() => {
      const { html, text, images } = editing.body;
      editing.body = editing.body;
      return { html, text, images: images.map(({ cid }) => cid) };
    });
  });
  expect(rounds[1]).toEqual(rounds[0]);
  expect(rounds[2]).toEqual(rounds[0]);
  expect(rounds[0]?.text).toContain("3. a\n   - b");
  expect(rounds[0]?.text).toContain("> q\n\nx\n  y\n\n1 | 2");
});

test("what is written from right to left is sent so", async ({ demo, compose, page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("שלום Ada");
  await page.keyboard.press("Enter");
  await page.keyboard.type("In English");
  const mail = await sent(demo, compose, "Both ways");
  expect(String(mail.html)).toMatch(/<body [^>]*dir="rtl"/);
  expect(String(mail.html)).toContain('<div dir="rtl">שלום Ada</div>');
  expect(mail.text).toBe("שלום Ada\nIn English");
});

test("a quote has its line where its lines begin", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({ "text/html": "<p>Dear Ada</p><blockquote>שלום</blockquote>" });
  expect((await editor.body()).html).toMatch(
    /<blockquote (?=[^>]*dir="rtl")(?=[^>]*border-right: 2px)(?=[^>]*padding-right)(?![^>]*-left)/,
  );
  await page.keyboard.press("ControlOrMeta+a");
  await editor.paste({ "text/html": "<p>Dear Ada</p><blockquote>Hello</blockquote>" });
  expect((await editor.body()).html).toMatch(
    /<blockquote (?=[^>]*border-left: 2px)(?=[^>]*padding-left)(?![^>]*-right)/,
  );
});

/** What a reader sees of a mail's HTML. */
async function shown(page: Page, html: string): Promise<string> {
  const reader = await page.context().newPage();
  await reader.setContent(html);
  const text = await reader.locator("body").innerText();
  await reader.close();
  return text.trim();
}

/** What can be kept and set again. */
interface Editing {
  body: { html: string; text: string; images: { cid: string }[] };
}
