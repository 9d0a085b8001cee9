import { expectAccessible, expectFits } from "../parts/accessible.js";
import { Editor, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

test("the tools are reached and used by keyboard alone", async ({ page }) => {
  const editor = new Editor(page);
  const { keyboard } = page;
  await editor.begin();
  await keyboard.type("word");
  await keyboard.press("Shift+Home");
  await keyboard.press("Alt+F10");
  await expect(editor.tool("Bold")).toBeFocused();
  await keyboard.press("ArrowRight");
  await keyboard.press("Space");
  await expect(editor.text).toBeFocused();
  await expect(editor.text.locator("i")).toHaveText("word");
  await keyboard.press("Tab");
  await expect(editor.tool("Italic")).toBeFocused();
  await keyboard.press("End");
  await expect(editor.tool("Plain text")).toBeFocused();
  await keyboard.press("Escape");
  await expect(editor.text).toBeFocused();
  await keyboard.press("ControlOrMeta+k");
  await keyboard.type("javascript:alert(1)");
  await keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "no address" })).toBeVisible();
  await expect(page.getByLabel("Link to")).toBeFocused();
  await keyboard.press("Escape");
  await expect(editor.text).toBeFocused();
  await expect(editor.text.locator("a")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in what is written, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    const editor = new Editor(page);
    await editor.begin();
    await expectAccessible(page);
    await editor.paste({
      "text/html":
        '<p>a <a href="https://example.org">link</a></p><ul><li>one</li></ul><blockquote>two</blockquote>',
    });
    await editor.paste({}, PIXEL);
    await editor.text.locator("img").click();
    await page.getByLabel("Description", { exact: true }).fill("dot");
    await page.getByLabel("Description", { exact: true }).press("Tab");
    await expectAccessible(page);
    await editor.text.press("ControlOrMeta+k");
    await page.getByLabel("Link to").waitFor();
    await expectAccessible(page);
    await expectFits(page);
  });
}
