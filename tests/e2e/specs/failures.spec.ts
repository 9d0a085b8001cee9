import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { startEmbedder } from "../parts/embedder.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { friendly } from "../parts/scripted-server.js";

const LETTER = { From: "ada@sandbox.test", To: "friend@sandbox.test", Subject: "Failing" };

test.describe("what the practice server refuses", () => {
  test("a wrong password", async ({ demo, compose }) => {
    await compose.open(demo.url());
    await compose.signIn("demo", "not the password");
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome("held", "wrong-password", /password is wrong/, /check both/);
    await expect(compose.outcome).toContainText("535 5.7.8 ");
  });

  test("every recipient", async ({ demo, compose }) => {
    await compose.open(demo.url());
    await compose.fill({ ...LETTER, To: "refused@sandbox.test" });
    await compose.send();
    await compose.expectOutcome(
      "failed",
      "recipient-refused",
      /refused@sandbox\.test/,
      /check the part before the @/,
    );
    await expect(compose.outcome).toContainText("550 5.1.1 ");
  });

  test("all of several recipients, each for a reason of its own", async ({
    demo,
    compose,
    page,
  }) => {
    await compose.open(demo.url());
    await compose.fill({ ...LETTER, To: "refused@sandbox.test, later@sandbox.test" });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "waiting");
    await expect(page.locator('[data-recipient="refused@sandbox.test"]')).toContainText(
      "550 5.1.1 ",
    );
    await expect(page.locator('[data-recipient="later@sandbox.test"]')).toContainText("451 4.2.1 ");
  });

  test("some recipients, while the others get the mail", async ({ demo, compose, inbox, page }) => {
    await compose.open(demo.url());
    await compose.fill({
      To: "friend@sandbox.test, refused@sandbox.test",
      Cc: "later@sandbox.test",
      Subject: "For some",
    });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");
    await expect(compose.outcome.locator(".accepted .address")).toHaveText("friend@sandbox.test");
    const refused = page.locator('[data-recipient="refused@sandbox.test"]');
    await expect(refused).toHaveAttribute("data-code", "recipient-refused");
    await expect(refused).toContainText("550 5.1.1 ");
    await expect(page.locator('[data-recipient="later@sandbox.test"]')).toContainText("451 4.2.1 ");
    await page.goto(demo.url("inbox.html"));
    await inbox.choose("For some");
  });

  test("to stay: it closes in the middle of the mail", async ({ demo, compose }) => {
    await compose.open(demo.url());
    await compose.fill({ ...LETTER, To: "close@sandbox.test" });
    // More than the tunnel's window, so that the mail cannot be under way as a whole.
    const buffer = Buffer.alloc(5 * 1024 * 1024, "wsmtp ");
    await compose.attach({ name: "long.txt", mimeType: "text/plain", buffer });
    await compose.send();
    await compose.expectOutcome("waiting", "server-closed", /closed the connection/, /try again/);
  });
});

test.describe("what the way there does not allow", () => {
  test("an upstream that the gateway does not know", async ({ demo, compose, page }) => {
    await page.goto(demo.url());
    await page
      .locator("wsmtp-compose")
      .evaluate((element) => element.setAttribute("upstream", "nowhere"));
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome(
      "held",
      "upstream-unknown",
      /no upstream of that name/,
      /it has sandbox/,
    );
  });

  test("a mail server that is down", async ({ compose, gatewayTo }) => {
    const gateway = await gatewayTo({ host: "127.0.0.1", port: await closedPort(), tls: "none" });
    await compose.open(gateway.url());
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome(
      "waiting",
      "server-unreachable",
      /cannot be reached/,
      /may be down/,
    );
  });

  test("a server that closes before it answers the mail", async ({
    compose,
    gatewayTo,
    scripted,
  }) => {
    const rule = friendly();
    const upstream = await scripted((line) => (line === "." ? "close" : rule(line)));
    await compose.open((await gatewayTo(upstream)).url());
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome(
      "unknown",
      "outcome-unknown",
      /nobody knows/i,
      /before sending it again/,
    );
  });

  test("a gateway that is down", async ({ compose }) => {
    const gateway = await Gateway.demo();
    await compose.openWhole(gateway.url());
    await gateway.stop();
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome(
      "waiting",
      "gateway-down",
      /cannot be reached/,
      /check the network/,
    );
  });

  test("a page whose origin is not listed", async ({ demo, compose, page }) => {
    const embedder = await startEmbedder({ gateway: demo.url(), upstream: "sandbox" });
    await page.goto(embedder.origin);
    await compose.fill(LETTER);
    await compose.send();
    await compose.expectOutcome(
      "held",
      "websocket-refused",
      /refused the connection/,
      /list this page's origin/,
    );
    embedder.stop();
  });
});

test("a mail under way can be cancelled, and is in the form again", async ({
  compose,
  sendUntil,
  page,
}) => {
  await sendUntil("DATA");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(compose.outcome).toHaveCount(0);
  await expect(compose.chips("To")).toHaveText([/friend@example\.org/]);
});

test("a mail cancelled after its end may be there", async ({ compose, sendUntil, page }) => {
  await sendUntil(".");
  await page.getByRole("button", { name: "Cancel" }).click();
  await compose.expectOutcome(
    "unknown",
    "outcome-unknown",
    /nobody knows/i,
    /before sending it again/,
  );
});

test("a password without a user name is not left out in silence", async ({ demo, compose }) => {
  await compose.open(demo.url());
  await compose.signIn("", "a password");
  await compose.fill(LETTER);
  await compose.send();
  await compose.expectNotice(/needs a user name/, /give one, or no password/);
});

test("the scripts that send mails, where the page's server does not deliver them", async ({
  demo,
  compose,
  page,
}) => {
  await page.route("**/assets/outgoing-*.js", (route) => route.abort());
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test", Subject: "Kept" });
  await compose.send();
  await compose.expectNotice(/could not be loaded/, /load this page again/, /kept as a draft/);
  await compose.saved();
  await page.unroute("**/assets/outgoing-*.js");
  await page.reload();
  await expect(compose.field("Subject")).toHaveValue("Kept");
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("the wasm that the page's server does not deliver", async ({ demo, compose, page }) => {
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
  await compose.open(demo.url());
  await compose.fill(LETTER);
  await compose.send();
  await compose.expectOutcome("waiting", "internal", /wasm of wsmtp could not be loaded/);
});

test("a gateway that does not say what it is can be asked again", async ({
  demo,
  compose,
  page,
}) => {
  await page.route("**/gateway.json", (route) => route.fulfill({ body: "<h1>Welcome</h1>" }));
  await page.goto(demo.url());
  await expect(page.locator(".notice.trouble")).toHaveText(
    /is not a wsmtp gateway's: check the address/,
  );
  await page.unroute("**/gateway.json");
  await compose.fill(LETTER);
  await compose.send();
  await expect(page.locator(".notice.trouble")).toHaveText(/check the mail server and send again/);
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
});

test("a gateway that takes the question and says nothing", async ({ demo, compose, page }) => {
  await page.clock.install();
  await page.route("**/gateway.json", () => undefined);
  await page.goto(demo.url());
  await expect(compose.field("Server")).toHaveValue("");
  await page.clock.runFor("00:10");
  await compose.expectNotice(/does not answer: check that it is running/);
});

test("a gateway's address that is none is said to be none", async ({ compose, page }) => {
  const embedder = await startEmbedder({ gateway: "http://[", upstream: "sandbox" });
  await page.goto(embedder.origin);
  await compose.fill(LETTER);
  await compose.send();
  await compose.expectNotice(/is not a gateway's address/, /write it as/);
  embedder.stop();
});

test("an address that is none is said to be none", async ({ demo, compose }) => {
  await compose.open(demo.url());
  await compose.fill({ ...LETTER, To: "nobody at all" });
  await compose.send();
  await compose.expectNotice(/is not an address/, /write it as/);
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
