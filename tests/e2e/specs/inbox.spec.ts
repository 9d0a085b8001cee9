import { expectAccessible } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";

test.beforeEach(async ({ demo, inbox, page, request }) => {
  await request.delete(demo.url("sandbox/messages"));
  await inbox.open(demo.url("inbox.html"));
  const sandbox = await sandboxOf(request, demo);
  const deliver = (subject: string) => deliverRaw(page, sandbox, `Subject: ${subject}\n\nHello.`);
  await deliver("First");
  // It is opened, as it is the only one.
  await expect(inbox.article("First")).toBeVisible();
  await deliver("Second");
  await deliver("Third");
  await expect(inbox.status).toContainText("3 mails");
});

test("mails appear by themselves, and the one that is open stays", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await expect(inbox.status).toHaveText("3 mails, 2 unread");
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: Fourth\n\nHello.");
  await expect(inbox.mail("Fourth")).toBeVisible();
  await expect(inbox.article("First")).toBeVisible();
});

test("a mail that was shown is not unread any more, also after a reload", async ({
  inbox,
  page,
}) => {
  await expect(inbox.mail("Unread. mallory@sandbox.test")).toHaveCount(2);
  await inbox.choose("Second");
  await expect(inbox.status).toHaveText("3 mails, 1 unread");
  await inbox.choose("Third");
  await expect(inbox.status).toHaveText("3 mails");
  await page.reload();
  await expect(inbox.status).toHaveText("3 mails");
});

test("mails that somebody else deletes disappear by themselves", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await inbox.choose("Second");
  const [newest] = (await (await request.get(demo.url("sandbox/messages"))).json()) as {
    id: number;
  }[];
  await request.delete(demo.url(`sandbox/messages/${newest?.id}`));
  await expect(inbox.mail("Third")).toHaveCount(0);
  await expect(inbox.article("Second")).toBeVisible();
  await request.delete(demo.url("sandbox/messages"));
  await expect(page.getByText("No mail yet.")).toBeVisible();
});

test("without events the list is looked at now and then", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await page.route("**/sandbox/events", (route) => route.abort());
  await page.goto(demo.url("inbox.html"));
  await expect(inbox.status).toContainText("3 mails");
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: Fourth\n\nHello.");
  await expect(inbox.mail("Fourth")).toBeVisible();
  await expect(page.getByTitle("New mails appear by themselves")).toHaveCount(0);
});

test("a list that cannot be loaded again stays, with the reason", async ({ inbox, page }) => {
  await page.route("**/sandbox/messages", (route) => route.abort());
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("alert")).toHaveText(/does not answer: check that it is running/);
  await expect(inbox.mails).toContainText("First");
  await page.unroute("**/sandbox/messages");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a mail that is gone before the list says so is said to be gone", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await page.route("**/sandbox/messages", (route) => route.abort());
  await request.delete(demo.url("sandbox/messages"));
  await inbox.mail("Second").click();
  await expect(page.locator("wsmtp-message").getByRole("alert")).toHaveText(
    /not in the mailbox any more: reload the list/,
  );
});

test("the list goes by keyboard, and so does deleting", async ({ inbox, page }) => {
  const { keyboard } = page;
  await inbox.mail("First").focus();
  await keyboard.press("Home");
  await expect(inbox.mail("Third")).toBeFocused();
  await expect(inbox.article("Third")).toBeVisible();
  await keyboard.press("ArrowDown");
  await expect(inbox.mail("Second")).toBeFocused();
  await expect(inbox.article("Second")).toBeVisible();
  await expect(page).toHaveURL(/#\d+$/);
  await keyboard.press("Delete");
  await expect(inbox.status).toHaveText("2 mails");
  await expect(inbox.mail("Second")).toHaveCount(0);
  await expect(inbox.mail("First")).toBeFocused();
  await keyboard.press("ArrowUp");
  await expect(inbox.mail("Third")).toBeFocused();
  // The whole list is one stop of Tab.
  await keyboard.press("Tab");
  await expect(inbox.mails.getByRole("link").and(page.locator(":focus"))).toHaveCount(0);
});

test("the mail that is open can be deleted, and the next one opens", async ({ inbox, page }) => {
  await inbox.choose("Third");
  for (const next of ["Second", "First"]) {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(inbox.article(next)).toBeVisible();
    await expect(inbox.mail(next)).toBeFocused();
  }
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeFocused();
});

test("the inbox is emptied after a question, and the keyboard stays in place", async ({
  inbox,
  page,
}) => {
  await page.getByRole("button", { name: "Delete all" }).press("Enter");
  const question = page.getByRole("dialog", { name: "Delete all 3 mails?" });
  await expect(question).toHaveAccessibleDescription(/cannot be brought back/);
  await expectAccessible(page);
  await question.getByRole("button", { name: "Delete 3 mails" }).press("Enter");
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await expect(inbox.status).toHaveText("0 mails");
  await expect(page.getByRole("button", { name: "Reload" })).toBeFocused();
});

test("whoever thinks again before the inbox is emptied loses nothing", async ({ inbox, page }) => {
  const { keyboard } = page;
  const button = page.getByRole("button", { name: "Delete all" });
  const question = page.getByRole("dialog");
  await button.press("Enter");
  await expect(question.getByRole("button", { name: "Keep them" })).toBeFocused();
  await keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  await page.getByRole("searchbox").fill("second");
  await button.click();
  await expect(question).toContainText("Delete all 3 mails?");
  await expect(question).toContainText("2 of them are not shown");
  await keyboard.press("Escape");
  await page.getByRole("searchbox").fill("");
  await expect(inbox.status).toContainText("3 mails");
});

test("the only mail is asked about, also where it is not shown", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await request.delete(demo.url("sandbox/messages"));
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: Alone\n\nHello.");
  await expect(inbox.mail("Alone")).toBeVisible();
  await page.getByRole("searchbox").fill("nothing like it");
  await page.getByRole("button", { name: "Delete all" }).click();
  const question = page.getByRole("dialog", { name: "Delete the only mail?" });
  await expect(question).toContainText("It is not shown, as the search does not find it.");
  await question.getByRole("button", { name: "Delete 1 mail" }).click();
  await expect(inbox.mail("Alone")).toHaveCount(0);
});

test("where somebody else empties the inbox meanwhile, nothing is asked any more", async ({
  demo,
  page,
  request,
}) => {
  await page.getByRole("button", { name: "Delete all" }).click();
  await expect(page.getByRole("dialog", { name: "Delete all 3 mails?" })).toBeVisible();
  await request.delete(demo.url("sandbox/messages"));
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("No mail yet.")).toBeVisible();
});

test("mails are found by sender, recipients and subject", async ({ inbox, page }) => {
  const search = page.getByRole("searchbox");
  await search.fill("SECOND");
  await expect(inbox.status).toContainText("1 of 3 mails");
  await expect(inbox.mail("Second")).toBeVisible();
  await expect(inbox.mail("First")).toHaveCount(0);
  await search.fill("mallory@");
  await expect(inbox.mails.getByRole("link")).toHaveCount(3);
  await search.fill("friend@sandbox");
  await expect(inbox.mails.getByRole("link")).toHaveCount(3);
  await search.fill("nobody");
  await expect(page.getByText("No mail has that")).toBeVisible();
  await search.fill("");
  await expect(inbox.mails.getByRole("link")).toHaveCount(3);
});

test("the list is as high as the page says, narrow and wide", async ({ inbox, page }) => {
  const list = inbox.mails.getByRole("list");
  for (const [width, height] of [
    [1280, "736px"],
    [500, "256px"],
  ] as const) {
    await page.setViewportSize({ width, height: 860 });
    await expect(list).toHaveCSS("max-height", height);
  }
  await page.evaluate(() =>
    document.documentElement.style.setProperty("--wsmtp-list-height", "10rem"),
  );
  await expect(list).toHaveCSS("max-height", "160px");
  await page.setViewportSize({ width: 1280, height: 860 });
  await expect(list).toHaveCSS("max-height", "160px");
});

test("a tab that nobody sees holds no connection", async ({ inbox, page }) => {
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(page.getByTitle("New mails appear by themselves")).toHaveCount(0);
  const asked = page.waitForRequest("**/sandbox/events");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await asked;
  await expect(page.getByTitle("New mails appear by themselves")).toBeVisible();
  await expect(inbox.status).toContainText("3 mails");
});

test("arrow keys lead to the tab that they point at, from right to left too", async ({
  inbox,
  page,
}) => {
  await inbox.choose("Third");
  const selected = page.getByRole("tab", { selected: true });
  await expect(selected).toHaveText("Text");
  await selected.press("ArrowRight");
  await expect(selected).toHaveText("Parts");
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await selected.press("ArrowRight");
  await expect(selected).toHaveText("Text");
  await selected.press("ArrowLeft");
  await expect(selected).toHaveText("Parts");
});
