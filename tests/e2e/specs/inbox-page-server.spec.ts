import { expect, test as base } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";
import { friendly } from "../parts/scripted-server.js";
import { Site } from "../parts/site.js";

/** The built pages as plain files on some host, without a gateway. */
const test = base.extend<{ readonly files: Site }>({
  files: async ({}, use) => {
    const files = await Site.start("../../web/site/dist");
    await use(files);
    files.stop();
  },
});

test("without any gateway, the inbox shows what the server in the page has taken", async ({
  files,
  compose,
  inbox,
  page,
}) => {
  await compose.open(`${files.origin}/index.html`);
  await compose.fill({
    ...{ From: "ada@sandbox.test", To: "bob@sandbox.test" },
    ...{ Subject: "Within the page", Text: "It went nowhere." },
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  await inbox.open(`${files.origin}/inbox.html`);
  await inbox.choose("Within the page");
  await expect(await inbox.view("Text")).toHaveText("It went nowhere.");
  await inbox.view("Ladder");
  await expect(page.locator("wsmtp-ladder svg.picture")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await expect(page.getByLabel("Mails of")).toHaveCount(0);
});

test("where the gateway keeps mails too, a person says which are shown", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await request.delete(demo.url("sandbox/messages"));
  await inbox.open(demo.url("inbox.html"));
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: By the gateway\n\nHello.");
  await expect(inbox.mail("By the gateway")).toBeVisible();
  await page.getByLabel("Mails of").selectOption("The practice server in this page");
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await page.getByLabel("Mails of").selectOption("The gateway’s practice server");
  await expect(inbox.mail("By the gateway")).toBeVisible();
  await page.goto(demo.url("inbox.html?mailbox=page"));
  await expect(page.getByText("No mail yet.")).toBeVisible();
});

test("a gateway without a sandbox leaves the server in the page", async ({
  gatewayTo,
  scripted,
  page,
}) => {
  const gateway = await gatewayTo(await scripted(friendly()));
  await page.goto(gateway.url("inbox.html"));
  await expect(page.getByText("No mail yet.")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  // And where the page has none, there is no mailbox at all.
  await page
    .locator("wsmtp-inbox")
    .evaluate((element) => Object.assign(element, { practice: undefined }));
  await expect(page.getByText("keeps no mail: read it where it was sent to")).toBeVisible();
});
