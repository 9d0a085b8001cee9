import { ComposePage } from "../parts/compose-page.js";
import { expect, test } from "../parts/fixtures.js";
import { holdBack } from "../parts/held.js";

/** What sends mails. */
const OUTGOING = "**/assets/outgoing-*.js";

test("what is written behind a mail that is discarded stays, though what sends mails has not come yet", async ({
  compose,
  demo,
  page,
}) => {
  const { asked, release } = await holdBack(page, OUTGOING);
  await compose.open(demo.url());
  await asked;
  await compose.fill({ Subject: "Not wanted" });
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(compose.field("Subject")).toHaveValue("");
  await compose.fill({ To: "friend@sandbox.test", Subject: "Wanted" });
  release();
  await compose.saved();
  await expect(compose.field("Subject")).toHaveValue("Wanted");
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("what is discarded can be brought back, though another mail is found unfinished only then", async ({
  compose,
  context,
  demo,
  page,
}) => {
  const earlier = new ComposePage(await context.newPage());
  await earlier.open(demo.url());
  await earlier.fill({ Subject: "Left behind" });
  await earlier.saved();
  await earlier.page.close();

  await page.addInitScript(findDraftsLate);
  await page.goto(demo.url());
  await compose.fill({ Subject: "Not wanted" });
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await page.evaluate(() => dispatchEvent(new Event("found")));
  // That is suggested behind.
  await expect(compose.field("From")).not.toHaveValue("");
  const notice = page.locator(".notice");
  await expect(notice).toContainText(["The draft is discarded."]);
  await notice.getByRole("button", { name: "Bring it back" }).click();
  await expect(compose.field("Subject")).toHaveValue("Not wanted");
  await expect(page.getByRole("button", { name: "Drafts (2)" })).toBeVisible();
});

test("a file that is attached before mails can be sent is weighed as soon as the server says what it takes", async ({
  compose,
  demo,
  page,
  request,
}) => {
  await request.put(demo.url("sandbox/setup"), { data: "offer: size=50000" });
  const { asked, release } = await holdBack(page, OUTGOING);
  await compose.open(demo.url());
  await asked;
  const buffer = Buffer.alloc(60_000);
  await compose.attach({ name: "large.bin", mimeType: "application/octet-stream", buffer });
  await compose.saved();
  release();
  await expect(page.locator("wsmtp-attachments").getByRole("alert")).toContainText("Too large");
  await request.put(demo.url("sandbox/setup"), { data: "" });
});

/** Runs in the page: which drafts other tabs have open is not known before the event `found`. */
function findDraftsLate(): void {
  const { query } = LockManager.prototype;
  const found = new Promise((resolve) => addEventListener("found", resolve, { once: true }));
  LockManager.prototype.query = async function (this: LockManager) {
    await found;
    return query.call(this);
  };
}
