import type { Page } from "@playwright/test";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { friendly } from "../parts/scripted-server.js";

/** A gateway with two names for a server. */
let gateway: Gateway;

/** The page is open as it is where the gateway does not answer, and has the last offer stand; the settings are unfolded. */
test.beforeEach(async ({ compose, page, scripted }) => {
  const server = await scripted(friendly());
  gateway = await Gateway.serving({ "relay-a": server, "relay-b": server });
  await compose.open(gateway.url());
  await page.route("**/gateway.json", (route) => route.abort());
  await compose.open(gateway.url());
  await compose.showServer();
});

test.afterEach(() => gateway.stop());

test("what was typed for a server that is gone is not given to the one that stands in", async ({
  compose,
  page,
}) => {
  await compose.field("Server").selectOption({ value: "relay-b" });
  await compose.fill({ "User name": "ada", Password: "for b alone" });
  await offerOnly(page, "relay-a");
  await expect(compose.field("Server")).toHaveValue("relay-a");
  await expect(compose.field("User name")).toHaveValue("");
  await expect(compose.field("Password")).toHaveValue("");
});

test("a mail goes by no other server than the one on screen when it was sent", async ({
  compose,
  page,
}) => {
  await compose.fill({ From: "ada@example.org", To: "bob@example.org" });
  await compose.sendButton.click();
  await expect(compose.question).toContainText("no subject");
  await offerOnly(page, "relay-b");
  await expect(compose.field("Server")).toHaveValue("relay-b");
  await compose.question.getByRole("button", { name: "Send anyway" }).click();
  await compose.expectNotice(/check the mail server and send again/);
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("it is asked once whether a mail may go by another server than was chosen", async ({
  compose,
  page,
}) => {
  await compose.field("Server").selectOption({ value: "relay-b" });
  await offerOnly(page, "relay-a");
  await expect(compose.field("Server")).toHaveValue("relay-a");
  const mail = { From: "ada@example.org", To: "bob@example.org" };
  await compose.fill({ ...mail, Subject: "First" });
  await compose.sendButton.click();
  await expect(compose.question).toContainText("is not offered any more");
  await compose.question.getByRole("button", { name: "Send anyway" }).click();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect(compose.field("Subject")).toHaveValue("");
  await compose.fill({ ...mail, Subject: "Second" });
  await compose.sendButton.click();
  await expect(compose.field("Subject")).toHaveValue("");
});

/** The network is back, and the gateway offers only one of its servers. */
async function offerOnly(page: Page, name: string): Promise<void> {
  await page.unroute("**/gateway.json");
  await page.route("**/gateway.json", async (route) => {
    const response = await route.fetch();
    const info = (await response.json()) as { upstreams: { name: string }[] };
    const upstreams = info.upstreams.filter((one) => one.name === name);
    await route.fulfill({ response, json: { ...info, upstreams } });
  });
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
}
