import { expect, test } from "../parts/fixtures.js";

test("files can be dropped anywhere on the form, and a new mail starts empty", async ({
  demo,
  compose,
  page,
}) => {
  await compose.open(demo.url());
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt"));
    return data;
  });
  await compose.field("Subject").dispatchEvent("drop", { dataTransfer: transfer });
  await expect(page.getByText("dropped.txt")).toBeVisible();
  await expect(page.getByText("7 bytes", { exact: true })).toBeVisible();
  await compose.fill({ To: "friend@sandbox.test", Text: "See the file." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  await expect(compose.field("Text")).toHaveText("");
  await expect(compose.chips("To")).toHaveCount(0);
  await expect(page.getByText("dropped.txt", { exact: true })).toHaveCount(0);
});

test("a mail is sent once, and by a key, too", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Once" });
  await compose.sendButton.dblclick();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const mails = await (await page.request.get(demo.url("sandbox/messages"))).json();
  expect(mails.filter(({ subject }: { subject: string }) => subject === "Once")).toHaveLength(1);

  await compose.fill({ To: "friend@sandbox.test", Subject: "Another" });
  await compose.field("Subject").press("ControlOrMeta+Enter");
  await expect(compose.outcome).toContainText("Another");
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await expect(page.getByRole("article", { name: "Another" })).toBeVisible();
});

test("a mail to nobody is not sent, and the field is marked", async ({ demo, compose }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "" });
  await compose.send();
  await expect(compose.field("To")).toBeFocused();
  await compose.expectNotice(/nobody is named yet/);
  await compose.fill({ Bcc: "friend@sandbox.test" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("a mail under way is not left without a question", async ({ sendUntil, page }) => {
  await sendUntil("DATA");
  const question = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await question).type()).toBe("beforeunload");
  await (await question).accept();
});
