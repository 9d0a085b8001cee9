import { documented, inReadme } from "../parts/examples.js";
import { expect, test as base } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { sandboxOf } from "../parts/sandbox.js";
import { PAGE, runInNode, runInPage } from "../parts/scope.js";
import { Site } from "../parts/site.js";

/** A page elsewhere, and a demo that it may use. */
const test = base.extend<object, { readonly site: Site; readonly demo: Gateway }>({
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
});

const examples = [...(await inReadme()), ...(await documented())];

test.describe.configure({ mode: "parallel" });

for (const { name, where, code } of examples) {
  test(name, async ({ demo, site, page, request }) => {
    const { user, password } = await sandboxOf(request, demo);
    const scope = { gateway: demo.url(), upstream: "sandbox", user, password };
    if (where === "node") return runInNode(code, scope);
    await page.goto(site.origin);
    await runInPage(page, code, scope);
  });
}

test("an example that fails is told", async ({ demo }) => {
  const scope = { gateway: demo.url(), upstream: "sandbox", user: "", password: "" };
  await expect(runInNode("createTransport({ gateway, upstream }).away();", scope)).rejects.toThrow(
    /away is not a function/,
  );
});
