import { documented, inReadme } from "../parts/examples.js";
import { expect, test as base } from "../parts/fixtures.js";
import { sandboxOf } from "../parts/sandbox.js";
import { runInNode, runInPage } from "../parts/scope.js";
import type { Scope } from "../parts/scope.js";

/** What examples may use: a demo, and who may send there. */
const test = base.extend<{ readonly scope: Scope }>({
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

test("the gateway's README shows how tests of other projects wait for a mail", async ({
  scope,
}) => {
  const examples = await inReadme("../../gateway");
  const example = examples.find(({ name }) => name.includes("for your tests"));
  await runInNode(example?.code ?? "there is none", scope);
});

test("an example that fails is told", async ({ scope }) => {
  const wrong = "createTransport({ gateway, upstream }).away();";
  await expect(runInNode(wrong, scope)).rejects.toThrow(/away is not a function/);
});
