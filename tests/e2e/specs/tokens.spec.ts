import { openWithTransport } from "../parts/client.js";
import { expect, test as base } from "../parts/fixtures.js";
import type { Gateway, Upstream } from "../parts/gateway.js";
import { TokenMaker } from "../parts/tokens.js";

/** A Postfix behind a gateway that signs in there by itself, for pages with a token. */
const test = base.extend<
  { readonly behind: (rules?: Upstream["rules"]) => Promise<Gateway> },
  { readonly maker: TokenMaker }
>({
  maker: [async ({}, use) => use(new TokenMaker()), { scope: "worker" }],
  behind: async ({ postfix, maker, gatewayTo }, use) => {
    const { user, password } = postfix.report;
    await use(async (rules = {}) => {
      const account = { user, password };
      const upstream: Upstream = { ...postfix.upstream, tokens: "required", account, rules };
      return gatewayTo(upstream, maker);
    });
  },
});

const LETTER = { From: "ada@postfix.test", To: "bob@postfix.test" };

test("a mail goes out, and the page never sees a password", async ({
  postfix,
  maker,
  behind,
  compose,
  page,
}) => {
  const { password } = postfix.report;
  const seen: string[] = [];
  page.on("websocket", (socket) => {
    const see = ({ payload }: { payload: string | Buffer }) => seen.push(payload.toString());
    socket.on("framesent", see).on("framereceived", see);
  });
  await compose.open((await behind()).url());
  await expect(compose.field("Password")).toHaveCount(0);
  await expect(page.locator("details.server")).toContainText("no password is needed");
  await compose.fill({ ...LETTER, Token: maker.make(), Subject: "Admitted", Text: "Hello Bob" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  expect((await postfix.stored("bob@postfix.test", "Admitted")).text?.trim()).toBe("Hello Bob");

  expect((await compose.conversation())[0]).toMatch(/^C MAIL FROM:<ada@postfix\.test>/);
  await expect(page.locator("wsmtp-transcript .tls")).toContainText("mail.postfix.test");
  expect(seen.join("\n")).toContain("MAIL FROM");
  expect(seen.join("\n")).not.toContain(password);
  expect(seen.join("\n")).not.toContain("AUTH");
});

test("a password of the gateway's that is wrong is not the writer's to mend", async ({
  postfix,
  compose,
  gatewayTo,
}) => {
  const account = { user: postfix.report.user, password: "not the password", anybody: true };
  const gateway = await gatewayTo({ ...postfix.upstream, account });
  await compose.open(gateway.url());
  await compose.fill(LETTER);
  await compose.send();
  await compose.expectOutcome("held", "sign-in-refused", /gateway/, /operator/);
  await expect(compose.outcome).not.toContainText(account.password);
});

test.describe("a page that is not admitted", () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  const tokens: [string, string, RegExp, (maker: TokenMaker) => string][] = [
    ["without a token", "token-missing", /token/, () => ""],
    ["with an expired one", "token-expired", /expired/, (maker) => maker.make({ exp: past })],
    [
      "with one for another gateway",
      "token-audience",
      /another gateway/,
      (maker) => maker.make({ aud: "other.test" }),
    ],
    ["with a forged one", "token-refused", /token/, () => new TokenMaker().make()],
    ["with something else", "token-refused", /token/, () => "opensesame"],
    [
      "with one for another server",
      "upstream-forbidden",
      /token/,
      (maker) => maker.make({ wsmtp: { upstreams: ["other"] } }),
    ],
  ];
  for (const [what, code, words, token] of tokens) {
    test(what, async ({ maker, behind, compose }) => {
      await compose.open((await behind()).url());
      await compose.fill({ ...LETTER, Token: token(maker) });
      await compose.send();
      await compose.expectOutcome("held", code, words);
      await expect(compose.outcome.locator("h3")).toHaveText("Not admitted");
      expect(await compose.conversation()).toEqual([]);
    });
  }
});

test.describe("what a rule of the gateway forbids", () => {
  test("a sender of another domain, by the upstream's rules", async ({
    maker,
    behind,
    compose,
  }) => {
    await compose.open((await behind({ senders: ["@postfix.test"] })).url());
    await compose.fill({ ...LETTER, From: "eve@example.org", Token: maker.make() });
    await compose.send();
    await compose.expectOutcome("failed", "sender-refused", /refused the sender/);
    await expect(compose.outcome).toContainText(/550 5\.7\.1 gateway: .*eve@example\.org/);
  });

  test("a sender who is not the token's", async ({ maker, behind, compose, page }) => {
    const senders = ["ada@postfix.test"];
    await compose.open((await behind()).url());
    await compose.fill({
      ...LETTER,
      From: "carol@postfix.test",
      Token: maker.make({ wsmtp: { senders } }),
    });
    await compose.send();
    await compose.expectOutcome("failed", "sender-refused", /refused the sender/);
    await expect(compose.outcome).toContainText("carol@postfix.test");
    await page.getByRole("button", { name: "Edit" }).click();
    await expect(compose.chips("To")).toHaveCount(1);
    await compose.fill({ From: "ada@postfix.test", Subject: "The token's" });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  });

  test("more recipients than a mail may have, while the first get it", async ({
    postfix,
    maker,
    behind,
    compose,
    page,
  }) => {
    await compose.open((await behind({ recipients: 1 })).url());
    await compose.fill({
      From: "ada@postfix.test",
      To: "bob@postfix.test, carol@postfix.test",
      Subject: "For one",
      Token: maker.make(),
    });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "partial");
    await expect(compose.outcome).toContainText("Sent to 1 of 2");
    const refused = page.locator('[data-recipient="carol@postfix.test"]');
    await expect(refused).toHaveAttribute("data-code", "recipient-refused");
    await expect(refused).toContainText("452 4.5.3 gateway: no more than 1 recipient");
    await postfix.stored("bob@postfix.test", "For one");
  });

  test("a mail that is too large", async ({ maker, behind, compose }) => {
    await compose.open((await behind({ size: 20_000 })).url());
    await compose.fill({ ...LETTER, Token: maker.make() });
    const buffer = Buffer.alloc(40_000, "wsmtp ");
    await compose.attach({ name: "long.txt", mimeType: "text/plain", buffer });
    await compose.send();
    await compose.expectOutcome("failed", "too-large", /20000/, /smaller/);
  });
});

test("a page that holds the form gives the token itself", async ({
  postfix,
  maker,
  behind,
  compose,
  page,
}) => {
  await compose.open((await behind()).url());
  await page.locator("wsmtp-compose").evaluate((element, token) => {
    element.setAttribute("upstream", "mail");
    element.setAttribute("signed-in", "");
    Object.assign(element, { token: () => Promise.resolve(token) });
  }, maker.make());
  for (const label of ["Server", "User name", "Password", "Token"]) {
    await expect(compose.field(label)).toHaveCount(0);
  }
  await compose.fill({ ...LETTER, Subject: "Held", Text: "Hello Bob" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await postfix.stored("bob@postfix.test", "Held");
});

test("each session of a transport has a token of its own", async ({
  maker,
  behind,
  site,
  page,
}) => {
  const handed = [maker.make({ exp: 1 }), maker.make()];
  await page.route("**/mail-token", (route) => route.fulfill({ body: handed.shift() ?? "" }));
  await openWithTransport(page, site, await behind(), { upstream: "mail" });
  const outcomes = await page.evaluate(async () => {
    const { WsmtpError, createTransport, options } = window.wsmtp;
    const token = async (): Promise<string> => (await fetch("mail-token")).text();
    const transport = createTransport({ ...options, token, pool: false });
    const mail = { from: "ada@postfix.test", to: "bob@postfix.test", text: "hello" };
    const outcomes: string[] = [];
    for (let sent = 0; sent < 3; sent++) {
      outcomes.push(
        await transport.sendMail(mail).then(
          ({ accepted }) => `accepted ${accepted.join(" ")}`,
          (error: unknown) => (error instanceof WsmtpError ? error.code : String(error)),
        ),
      );
    }
    return outcomes;
  });
  expect(outcomes).toEqual(["token-expired", "accepted bob@postfix.test", "token-missing"]);
});
