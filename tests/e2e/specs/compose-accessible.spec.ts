import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";

for (const colorScheme of ["light", "dark"] as const) {
  test(`the form is accessible with all that it can show, ${colorScheme}`, async ({
    demo,
    compose,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    await compose.open(demo.url());
    await compose.fill({
      To: `"${"Ada ".repeat(30)}" <ada@sandbox.test>, ${"long".repeat(15)}@${"long".repeat(12)}.test, oops`,
      Cc: "bob@sandbox.test",
      Subject: "A draft with a subject that is rather long, as they are now and then",
    });
    await compose.showServer();
    await compose.field("Server").selectOption("Another server…");
    await compose.saved();
    await expectAccessible(page);
    await expectFits(page);

    await compose.send();
    await compose.expectNotice(/"oops" is not an address/);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Drafts (1)" }).click();
    await page.getByRole("button", { name: "New mail" }).click();
    await page.getByRole("button", { name: "Drafts (1)" }).click();
    await page.getByRole("button", { name: /^Discard A draft/ }).click();
    await expectAccessible(page);
    await expectFits(page);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await expectAccessible(page);
    await expectFits(page);
    await page.keyboard.press("Escape");

    await compose.fill({ To: "friend@sandbox.test" });
    await compose.sendButton.click();
    await expect(compose.question).toBeVisible();
    await expectAccessible(page);
    await expectFits(page);
  });
}

test("nothing is cut off from right to left", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await compose.fill({ To: "Ada <ada@sandbox.test>, oops", Cc: "bob@sandbox.test" });
    await expectFits(page);
  }
  await expectAccessible(page);
});
