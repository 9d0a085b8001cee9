import { expect, test as base } from "../parts/fixtures.js";
import type { Gateway, Upstream } from "../parts/gateway.js";
import { Postfix } from "../parts/postfix.js";
import { TokenMaker } from "../parts/tokens.js";

/** A Postfix behind a gateway that signs in there by itself, for pages with a token. */
const test = base.extend<
  { readonly behind: (rules?: Upstream["rules"]) => Promise<Gateway> },
  { readonly postfix: Postfix; readonly maker: TokenMaker }
>({
  postfix: [
    async ({}, use) => {
      const postfix = await Postfix.start();
      await use(postfix);
      await postfix.stop();
    },
    { scope: "worker" },
  ],
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
      await compose.expectFailure(code, words);
      await expect(compose.outcome.locator("h2")).toHaveText("Not admitted");
      expect(await compose.conversation()).toEqual([]);
    });
  }
});
