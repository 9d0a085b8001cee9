import { readFile } from "node:fs/promises";
import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";
import { TranscriptPart } from "../parts/transcript-part.js";

const DIALOGUE = [
  "S: 220 mx.example ESMTP ready",
  "C: EHLO me.example",
  "S: 250-mx.example",
  "S: 250-SIZE 35882577",
  "S: 250 AUTH LOGIN",
  "C: AUTH LOGIN",
  "S: 334 VXNlcm5hbWU6",
  "C: ***",
  "S: 334 UGFzc3dvcmQ6",
  "C: ***",
  "S: 235 2.7.0 welcome",
  "C: MAIL FROM:<ada@example.org> SIZE=100",
  "S: 250 2.1.0 fine",
  "C: RCPT TO:<eve@example.org>",
  "S: 550 5.1.1 no such user",
];

let part: TranscriptPart;

test.beforeEach(async ({ stage, page }) => {
  part = new TranscriptPart(page);
  await page.goto(stage.origin);
});

test("a line that is pointed at is explained, part by part", async ({ page }) => {
  await part.show(DIALOGUE);
  await expect(part.explanation).toBeHidden();
  await part.line("550 5.1.1 no such user").hover();
  await expect(part.explanation).toContainText("No mailbox with this address", {
    ignoreCase: true,
  });
  await expect(part.explanation).toContainText("no: the same will not work later either");
  await part.line("MAIL FROM:<ada@example.org> SIZE=100").hover();
  await expect(part.explanation).toContainText("Begins a mail");
  await expect(part.explanation).toContainText("says how many octets the mail has");
  await page.mouse.move(0, 0);
  await expect(part.explanation).toContainText("Begins a mail");
});

test("base64 is decoded, and what was a secret is not there to be", async () => {
  await part.show(DIALOGUE);
  await part.line("334 UGFzc3dvcmQ6").hover();
  await expect(part.explanation).toContainText("base64 for “Password:”");
  await part.line("***").last().hover();
  await expect(part.explanation).toContainText("a secret, which is not shown");
});

test("a line that is clicked stays explained until it is clicked again", async () => {
  await part.show(DIALOGUE);
  await part.line("EHLO me.example").click();
  await part.line("250 AUTH LOGIN").hover();
  await expect(part.explanation).toContainText("The command EHLO");
  await part.line("EHLO me.example").click();
  await part.line("250 AUTH LOGIN").hover();
  await expect(part.explanation).toContainText("lets people sign in");
});

test("the arrow keys go through the lines, Escape closes, and the focus is not lost", async ({
  page,
}) => {
  await part.show(DIALOGUE);
  await page.keyboard.press("Tab");
  await expect(part.lines).toBeFocused();
  await expect(part.explanation).toContainText("A reply: 550");
  await page.keyboard.press("Home");
  await expect(part.explanation).toContainText("The server's greeting: 220");
  await page.keyboard.press("ArrowDown");
  await expect(part.explanation).toContainText("The command EHLO");
  await expect(page.getByRole("option", { selected: true })).toContainText("EHLO me.example");
  await page.keyboard.press("Escape");
  await expect(part.explanation).toBeHidden();
  await part.line("AUTH LOGIN").click();
  await page.getByRole("button", { name: "Close the explanation" }).click();
  await expect(part.explanation).toBeHidden();
  await expect(part.lines).toBeFocused();
});

test("the conversation is saved as text", async ({ page }) => {
  await part.show(DIALOGUE);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as text" }).click();
  const saved = await readFile(await (await download).path(), "utf8");
  expect(saved).toBe(`${DIALOGUE.join("\n")}\n`);
});

test("where lines are not kept, the conversation says so on the page and as text", async ({
  page,
}) => {
  await part.show(DIALOGUE, { missing: 7 });
  await expect(page.getByText("7 more lines are not kept.")).toBeVisible();
  const text = await page
    .locator("wsmtp-transcript")
    .evaluate((one) => ("text" in one ? one.text : ""));
  expect(text).toBe(`${DIALOGUE.join("\n")}\n# 7 more lines are not kept.\n`);
});

test("the conversation is copied", async ({ context, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await part.show(DIALOGUE);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`${DIALOGUE.join("\n")}\n`);
});

test("what a hostile server says stays text in the explanation", async ({ page, complaints }) => {
  const hostile = `<img src=x onerror="document.title='stolen'">\u202e\x1b[2J${"a".repeat(5_000)}`;
  await part.show([`S: 220 ${hostile}`, `C: EHLO ${hostile}`, `S: 250-mx`, `S: 250 ${hostile}`]);
  await expect(part.lines).not.toContainText(/[\x1b\u202e]/);
  for (const at of [0, 1, 3]) {
    await page.getByRole("option").nth(at).click();
    await expect(part.explanation).toContainText("<img src=x");
    await expect(part.explanation).not.toContainText(/[\x1b\u202e]/);
  }
  await expect(page.locator("img")).toHaveCount(0);
  await expect(page).toHaveTitle("Stage");
  await expectFits(page);
  expect(complaints).toEqual([]);
});

test("what a certificate says stays text, and is only so long", async ({ page }) => {
  const hostile = `<img src=x>\u202e\x1b[2J${"a".repeat(5_000)}`;
  await part.show(["S: 220 mx"]);
  await page.locator("wsmtp-transcript").evaluate((element, hostile) => {
    const certificate = { names: Array(300).fill(hostile), issuer: hostile, not_after: 0 };
    const tls = { version: "TLSv1.3", cipher: "c", certificate };
    const lines = [{ direction: "S", text: "220 mx", meaning: "", at: 0 }];
    Object.assign(element, { conversation: { lines, tls } });
  }, hostile);
  const told = page.getByText("Encrypted with TLSv1.3");
  await expect(told).toContainText("<img src=x>");
  await expect(told).toContainText("and 290 more");
  await expect(told).not.toContainText(/[\x1b\u202e]/);
  expect((await told.innerText()).length).toBeLessThan(4_000);
  await expect(page.locator("img")).toHaveCount(0);
  await expectFits(page);
});

test("TLS that is only practised is not called encryption", async ({ page }) => {
  await part.show(DIALOGUE);
  await page.locator("wsmtp-transcript").evaluate((element) => {
    const certificate = { names: ["sandbox.test"], issuer: "practice", not_after: 0 };
    const tls = { version: "TLSv1.3", cipher: "TLS_NULL_WITH_NULL_NULL", certificate };
    const lines = [{ direction: "S", text: "220 mx", meaning: "", at: 0 }];
    Object.assign(element, { conversation: { lines, tls } });
  });
  await expect(page.getByText("TLS as practice: nothing is encrypted here")).toBeVisible();
  await expect(page.getByText("Encrypted with")).toHaveCount(0);
});

test("an explanation comes into a live region that was there before it", async ({ page }) => {
  await part.show(DIALOGUE);
  const region = await page.locator("wsmtp-transcript [aria-live=polite]").elementHandle();
  await part.lines.focus();
  await page.keyboard.press("Home");
  await expect(part.explanation).toBeVisible();
  expect(
    await region?.evaluate((one) => [one.ariaLive, one.isConnected, one.childElementCount]),
  ).toEqual(["polite", true, 1]);
  await page.keyboard.press("Escape");
  await expect(part.explanation).toBeHidden();
  await part.line("235 2.7.0 welcome").click();
  expect(await region?.evaluate((one) => one.ariaLive)).toBe("off");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("an explained line is accessible", async ({ page }) => {
      await part.show(DIALOGUE);
      await expectAccessible(page);
      await part.line("550 5.1.1 no such user").click();
      await expectAccessible(page);
    });
  });
}

test.describe("on a narrow screen that is touched", () => {
  test.use({ hasTouch: true, viewport: { width: 320, height: 640 } });

  test("a line that is tapped is still seen when its explanation is there", async () => {
    await part.show(DIALOGUE);
    const last = part.line("550 5.1.1 no such user");
    await last.tap();
    await expect(part.explanation).toBeVisible();
    await expect(last).toBeInViewport({ ratio: 0.9 });
  });

  test("a line that is tapped is explained", async ({ page }) => {
    await part.show(DIALOGUE);
    await part.line("235 2.7.0 welcome").tap();
    await expect(part.explanation).toContainText("The server knows who is signed in");
    await expectFits(page);
    await expectAccessible(page);
  });
});
