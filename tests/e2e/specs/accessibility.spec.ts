import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";
import { OutboxPanel } from "../parts/outbox-panel.js";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("compose is accessible before and after a mail", async ({ demo, compose, page }) => {
      await compose.open(demo.url());
      await expectAccessible(page);
      await compose.fill({ To: "friend@sandbox.test, refused@sandbox.test", Subject: "Seen" });
      await compose.attach({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
      await compose.send();
      await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");
      await page.locator("details summary").click();
      await expectAccessible(page);
    });

    test("compose is accessible while a mail is sent", async ({ sendUntil, page }) => {
      await sendUntil("DATA");
      await expectAccessible(page);
    });

    test("the outbox is accessible as mails wait, fail and are sent", async ({
      demo,
      compose,
      page,
    }) => {
      const panel = new OutboxPanel(page);
      await compose.open(demo.url());
      await page.evaluate(() => localStorage.setItem("wsmtp-undo", "30"));
      await panel.openLater();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      for (const to of ["friend", "refused", "later"]) {
        await compose.fill({ To: `${to}@sandbox.test`, Subject: to });
        await compose.send();
        await panel.see(to, "About to be sent");
        if (to === "friend") await expectAccessible(page);
        await panel.act(to, "Send now");
        await expect(panel.mail(to)).not.toHaveAttribute("data-outcome", "undo");
      }
      await panel.see("refused", "Not sent");
      await panel.act("refused", "Delete");
      await expectAccessible(page);
      await panel.act("refused", "Delete it");
      await expect(panel.mail("refused")).toHaveCount(0);
      await expect(page.getByRole("heading", { name: "Outbox" })).toBeFocused();
    });

    test("the empty inbox is accessible", async ({ demo, inbox, page, request }) => {
      await request.delete(demo.url("sandbox/messages"));
      await inbox.open(demo.url("inbox.html"));
      await expect(page.getByText("No mail yet.")).toBeVisible();
      await expectAccessible(page);
    });

    test("the inbox is accessible in every view", async ({ demo, compose, inbox, page }) => {
      await compose.openWhole(demo.url());
      await compose.fill({ To: "friend@sandbox.test", Subject: "Looked at", Text: "A text." });
      await compose.send();
      await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
      await page.goto(demo.url("inbox.html"));
      await inbox.choose("Looked at");
      for (const view of ["Text", "HTML", "Parts", "Headers", "Conversation", "Ladder", "Source"]) {
        await inbox.view(view);
        await expectAccessible(page);
      }
    });
  });
}

test("tabs follow the arrow keys", async ({ demo, compose, inbox, page }) => {
  await compose.openWhole(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "By arrows", Text: "A text." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await inbox.choose("By arrows");
  await page.getByRole("tab", { name: "Text" }).press("ArrowRight");
  await expect(page.getByRole("tab", { name: "HTML" })).toBeFocused();
  await page.getByRole("tab", { name: "HTML" }).press("End");
  await expect(page.getByRole("tab", { name: "Source" })).toHaveAttribute("aria-selected", "true");
});

test("nothing is cut off on a narrow screen, and nothing pushes the rest away", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await compose.openWhole(demo.url());
  await expectFits(page);
  const crowd = Array.from({ length: 98 }, (_, at) => `${"friend".repeat(8)}-${at}@sandbox.test`);
  await compose.fill({
    To: `refused@sandbox.test, ${crowd.join(", ")}`,
    Subject: `Long ${"subject".repeat(1_000)}`,
    Text: "a".repeat(500),
  });
  const name = `${"attached".repeat(20)}.txt`;
  await compose.attach({ name, mimeType: "text/plain", buffer: Buffer.from("a") });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");
  await expect(compose.outcome.getByText("98 recipients", { exact: true })).toBeVisible();
  await expectFits(page);

  await page.goto(demo.url("inbox.html"));
  const heading = page.getByRole("heading", { name: "Long" });
  await expect(heading).toBeVisible();
  expect((await heading.boundingBox())?.height).toBeLessThan(200);
  const views = ["Text", "HTML", "Parts", "Headers", "Conversation", "Ladder", "Source"];
  const rows = views.map(async (view) => {
    return (await page.getByRole("tab", { name: view }).boundingBox())?.y;
  });
  expect(new Set(await Promise.all(rows)).size).toBe(1);
  for (const view of views) {
    await inbox.view(view);
    await expectFits(page);
    await expectAccessible(page);
  }
});
