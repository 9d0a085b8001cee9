import { expect, test } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";
import { friendly } from "../parts/scripted-server.js";

test.beforeEach(async ({ demo, page, request }) => {
  await request.delete(demo.url("sandbox/messages"));
  await page.goto(demo.url("inbox.html"));
  const sandbox = await sandboxOf(request, demo);
  for (const subject of ["First", "Second"]) {
    await deliverRaw(page, sandbox, `Subject: ${subject}\n\nHello.`);
  }
  await page.getByRole("button", { name: "Reload" }).click();
});

test("a reader keeps the mail that is open when another comes", async ({ demo, page, request }) => {
  await expect(page.getByRole("article", { name: "Second" })).toBeVisible();
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: Third\n\nHello.");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("3 mails")).toBeVisible();
  await expect(page.getByRole("article", { name: "Second" })).toBeVisible();
});

test("a list that cannot be loaded again stays, with the reason", async ({ page }) => {
  await page.route("**/sandbox/messages", (route) => route.abort());
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("alert")).toHaveText(/does not answer: check that it is running/);
  await expect(page.getByRole("navigation", { name: "Mails" })).toContainText("First");
  await page.unroute("**/sandbox/messages");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a mail that somebody else deleted is said to be gone", async ({ demo, page, request }) => {
  await expect(page.getByRole("article", { name: "Second" })).toBeVisible();
  await request.delete(demo.url("sandbox/messages"));
  await page.getByRole("link", { name: "First" }).click();
  await expect(page.getByRole("alert")).toHaveText(/not in the mailbox any more: reload the list/);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("No mail yet.")).toBeVisible();
});

test("the inbox can be emptied, and the keyboard stays in place", async ({ page }) => {
  await page.getByRole("button", { name: "Delete all" }).click();
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeFocused();
});

test("a gateway without a sandbox has no inbox", async ({ gatewayTo, scripted, page }) => {
  const gateway = await gatewayTo(await scripted(friendly()));
  await page.goto(gateway.url("inbox.html"));
  await expect(page.getByText("keeps no mail: read it where it was sent to")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});
