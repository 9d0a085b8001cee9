import { Editor, NOTE, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { sent } from "../parts/sent-mail.js";

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

test("images that are pasted and dropped are within the text, and go with it", async ({
  demo,
  compose,
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("See: ");
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await editor.text.locator("img").click({ force: true });
  await page.getByLabel("Description", { exact: true }).fill("A red dot");
  await page.getByLabel("Size", { exact: true }).selectOption("Medium");
  await page.getByLabel("Description", { exact: true }).press("Escape");
  await page.keyboard.press("End");
  await editor.drop({ ...PIXEL, name: "other.png" }, NOTE);
  await expect(editor.text.locator("img")).toHaveCount(2);
  await expect(page.getByText("note.txt")).toBeVisible();

  const mail = await sent(demo, compose, "Pictures");
  expect(mail.text).toContain("See: ");
  expect(mail.text).toContain("[A red dot]");
  const cids = [...String(mail.html).matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid);
  expect(cids).toHaveLength(2);
  const images = mail.attachments.filter(({ related }) => related);
  expect(images.map(({ cid }) => cid).sort()).toEqual([...cids].sort());
  expect(images.map(({ filename }) => filename).sort()).toEqual(["other.png", "pixel.png"]);
  for (const { content } of images) expect(content.toString("base64")).toBe(PIXEL.content);
  expect(
    mail.attachments.filter(({ related }) => !related).map(({ filename }) => filename),
  ).toEqual(["note.txt"]);
  expect(String(mail.html)).toMatch(/<img (?=[^>]*alt="A red dot")(?=[^>]*width="320")/);
  expect(complaints).toEqual([]);
});

test("a text has no image of the one before it, whatever it calls its own", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  const shown = await page.locator("wsmtp-editor").evaluate((element) => {
    const text = element as unknown as Bodied;
    const file = (name: string): File => new File([name], name, { type: "image/png" });
    const html = '<img src="cid:same" alt="picture">';
    text.body = { html, text: "", images: [{ cid: "same", file: file("first.png") }] };
    const before = document.querySelector<HTMLImageElement>("[role=textbox] img")?.src ?? "";
    text.body = { html, text: "", images: [{ cid: "same", file: file("second.png") }] };
    const names = text.body.images.map(({ file }) => file.name);
    return fetch(before).then(
      () => ({ names, isForgotten: false }),
      () => ({ names, isForgotten: true }),
    );
  });
  expect(shown).toEqual({ names: ["second.png"], isForgotten: true });
});

test("a hundred images are the most that a text takes at once, and those that are gone do not count", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  const hundred = Array.from({ length: 100 }, (_, at) => ({ ...PIXEL, name: `${at}.png` }));
  await editor.drop(...hundred);
  await expect(editor.text.locator("img")).toHaveCount(100);
  await editor.drop({ ...PIXEL, name: "beyond.png" });
  await expect(editor.text.locator("img")).toHaveCount(100);
  await expect(page.getByText("beyond.png")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+z");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(editor.text.locator("img")).toHaveCount(100);
  await expect
    .poll(() =>
      editor.text
        .locator("img")
        .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth === 1)),
    )
    .toBe(true);
});

/** What the element holds. */
interface Bodied {
  body: { html: string; text: string; images: { cid: string; file: File }[] };
}
