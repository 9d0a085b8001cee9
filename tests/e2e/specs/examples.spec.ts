import { documented, inReadme } from "../parts/examples.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { sandboxOf } from "../parts/sandbox.js";
import { PAGE, runInNode, runInPage } from "../parts/scope.js";
import type { Scope } from "../parts/scope.js";
import { Site } from "../parts/site.js";

interface Parts {
  /** What examples may use. */
  readonly scope: Scope;
}

/** A page elsewhere, and a demo that it may use. */
const test = base.extend<Parts, { readonly site: Site; readonly demo: Gateway }>({
  site: [
    async ({}, use) => {
      const site = await Site.start("../../web/client", { "/index.html": PAGE });
      await use(site);
      site.stop();
    },
    { scope: "worker" },
  ],
  demo: [
    async ({ site }, use) => {
      const demo = await Gateway.demo([site.origin]);
      await use(demo);
      await demo.stop();
    },
    { scope: "worker" },
  ],
  scope: async ({ demo, request }, use) => {
    const { user, password } = await sandboxOf(request, demo);
    await use({ gateway: demo.url(), upstream: "sandbox", user, password });
  },
});

test.describe.configure({ mode: "parallel" });

const readme = await inReadme();

test("the README's first example sends a mail in ten lines", () => {
  expect(readme[0]?.code).toContain("sendMail");
  expect(readme[0]?.code.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
});

for (const { name, where, code } of [...readme, ...(await documented())]) {
  if (where === "node") {
    test(name, ({ scope }) => runInNode(code, scope));
  } else {
    test(name, async ({ scope, site, page }) => {
      await page.goto(site.origin);
      await runInPage(page, code, scope);
      // A connection that is kept would hold up the gateway's end.
      await page.close();
    });
  }
}

test("an example that fails is told", async ({ scope }) => {
  const wrong = "createTransport({ gateway, upstream }).away();";
  await expect(runInNode(wrong, scope)).rejects.toThrow(/away is not a function/);
});
