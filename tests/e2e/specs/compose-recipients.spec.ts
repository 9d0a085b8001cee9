import type { Page } from "@playwright/test";
import { expect, test } from "../parts/fixtures.js";

test("what is typed becomes a chip at a comma, by Enter, and when the field is left", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "" });
  await compose.field("To").focus();
  await page.keyboard.type("ada@sandbox.test,Bob <bob@sandbox.test>");
  await expect(compose.chips("To")).toHaveText(["ada@sandbox.test"]);
  await page.keyboard.press("Enter");
  await expect(compose.chips("To")).toHaveCount(2);
  await expect(compose.chips("To").last()).toContainText("Bob");
  await expect(compose.chips("To").last()).toContainText("bob@sandbox.test");
  await page.keyboard.type("carol@sandbox.test");
  await page.keyboard.press("Tab");
  await expect(compose.chips("To")).toHaveCount(3);
  await expect(compose.field("To")).toHaveValue("");
});

test("a pasted list becomes a chip for each, names and all, and nobody twice", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "ada@sandbox.test" });
  await paste(
    page,
    `Lovelace, Ada <ADA@sandbox.test>; "Hopper, Grace" <grace@sandbox.test>\r\nbob@sandbox.test\tcarol@sandbox.test`,
  );
  await expect(compose.chips("To")).toHaveText([
    /Lovelace, Ada\s+ADA@sandbox\.test/,
    /Hopper, Grace\s+grace@sandbox\.test/,
    "bob@sandbox.test",
    "carol@sandbox.test",
  ]);
  await expect(page.getByText("ADA@sandbox.test is there already.")).toBeVisible();
});

test("what is no address is marked, says why, and is mended in place", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "bob@sandbox.test, ada at sandbox, carol@sandbox.test" });
  const wrong = compose.chips("To").nth(1);
  await expect(wrong).toHaveClass("wrong");
  await expect(compose.field("To")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/"ada at sandbox" is not an address: write it as/)).toBeVisible();
  await compose.send();
  await expect(wrong.getByRole("button", { name: /^Not an address/ })).toBeFocused();
  await expect(compose.outcome).toHaveCount(0);

  await page.keyboard.press("Enter");
  await expect(compose.field("To")).toHaveValue("ada at sandbox");
  await compose.field("To").fill("ada@sandbox.test");
  await page.keyboard.press("Enter");
  await expect(compose.chips("To")).toHaveText([
    "bob@sandbox.test",
    "ada@sandbox.test",
    "carol@sandbox.test",
  ]);
  await expect(page.getByText(/is not an address/)).toHaveCount(0);
});

for (const direction of ["ltr", "rtl"] as const) {
  test(`chips are reached, edited and removed by the keyboard, ${direction}`, async ({
    demo,
    compose,
    page,
  }) => {
    const [back, on] =
      direction === "ltr" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    await compose.open(demo.url());
    await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
    await compose.fill({ To: "a@sandbox.test, b@sandbox.test, c@sandbox.test, d@sandbox.test" });
    const chip = (name: string) => page.getByRole("button", { name: `${name}@sandbox.test, edit` });
    await compose.field("To").focus();
    await page.keyboard.press(back);
    await expect(chip("d")).toBeFocused();
    await page.keyboard.press(back);
    await page.keyboard.press("Delete");
    await expect(chip("c")).toHaveCount(0);
    await expect(chip("d")).toBeFocused();
    await page.keyboard.press("Home");
    await expect(chip("a")).toBeFocused();
    await page.keyboard.press("Backspace");
    await expect(chip("b")).toBeFocused();
    await page.keyboard.press(on);
    await page.keyboard.press(on);
    await expect(compose.field("To")).toBeFocused();
    // The first marks the last chip, the second removes it.
    await page.keyboard.press("Backspace");
    await expect(chip("d")).toBeFocused();
    await page.keyboard.press("Backspace");
    await expect(compose.chips("To")).toHaveText(["b@sandbox.test"]);
    // Letters go on in the field.
    await page.keyboard.type("new@sandbox.test,");
    await expect(compose.chips("To")).toHaveText(["b@sandbox.test", "new@sandbox.test"]);
  });
}

test("a group of a hundred stays within a few lines, and gets its mail", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "" });
  const crowd = Array.from({ length: 100 }, (_, at) => `friend-${at}@sandbox.test`);
  await compose.field("To").focus();
  await paste(page, crowd.join("\n"));
  await expect(compose.chips("To")).toHaveCount(100);
  const box = await page.locator("wsmtp-recipients#to").boundingBox();
  expect(box?.height).toBeLessThan(200);
  await expect(compose.field("To")).toBeInViewport();
  await compose.fill({ Subject: "To all" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("no more than a thousand fit, and the others are not lost", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "" });
  const crowd = Array.from({ length: 1_002 }, (_, at) => `f${at}@sandbox.test`);
  await compose.field("To").focus();
  await paste(page, crowd.join("\n"));
  await expect(compose.chips("To")).toHaveCount(1_000);
  await expect(compose.field("To")).toHaveValue("f1000@sandbox.test, f1001@sandbox.test");
  await expect(page.getByText(/No more than 1000 recipients fit here/)).toBeVisible();
  // A mail that goes out leaves nobody behind.
  await compose.fill({ Subject: "To a crowd" });
  await compose.send();
  await compose.expectNotice(/No more than 1000 recipients fit here/);
  await expect(compose.field("To")).toBeFocused();
  await compose.saved();
  await page.reload();
  await expect(compose.chips("To")).toHaveCount(1_000);
  await expect(compose.field("To")).toHaveValue("f1000@sandbox.test, f1001@sandbox.test");
});

test("Cc and Bcc are there on demand, and reach whom they should", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await compose.open(demo.url());
  await expect(compose.field("Cc")).toBeHidden();
  await page.getByRole("button", { name: "Cc", exact: true }).click();
  await expect(compose.field("Cc")).toBeFocused();
  await page.keyboard.type("grace@sandbox.test");
  await page.keyboard.press("ControlOrMeta+Shift+b");
  await expect(compose.field("Bcc")).toBeFocused();
  await page.keyboard.type("secret@sandbox.test");
  await compose.fill({ Subject: "Copies" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect(compose.field("Cc")).toBeHidden();
  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Copies");
  const source = await inbox.view("Source");
  await expect(source).toContainText("Cc: grace@sandbox.test");
  await expect(source).not.toContainText("secret@sandbox.test");
});

async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel("To", { exact: true }).evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}
