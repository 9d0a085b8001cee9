import { expect, test } from "../parts/fixtures.js";
import { Site } from "../parts/site.js";

/** What a page does with the demo of a gateway on another origin; gives the statuses, or that it may not. */
async function use(at: string): Promise<readonly (number | string)[]> {
  const ask = (path: string, request?: RequestInit): Promise<number | string> =>
    fetch(new URL(path, at), request).then(
      ({ status }) => status,
      () => "refused",
    );
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return [
    await ask("sandbox/messages?wait=0"),
    await ask("sandbox/setup", { method: "PUT", body: "# by a page elsewhere", headers }),
    await ask("sandbox/setup"),
    await ask("sandbox/messages", { method: "DELETE" }),
    await new Promise<string>((resolve) => {
      const events = new EventSource(new URL("sandbox/events", at));
      const end = (how: string) => () => {
        events.close();
        resolve(how);
      };
      events.addEventListener("open", end("heard"));
      events.addEventListener("error", end("refused"));
    }),
  ];
}

test("a page elsewhere uses the demo where it is named, and else nothing of it", async ({
  demo,
  site,
  page,
  request,
}) => {
  await page.goto(site.origin);
  expect(await page.evaluate(use, demo.url())).toEqual([200, 204, 200, 204, "heard"]);
  expect(await (await request.get(demo.url("sandbox/setup"))).text()).toBe("# by a page elsewhere");
  await request.put(demo.url("sandbox/setup"), { data: "" });

  const stranger = await Site.withPackage();
  await page.goto(stranger.origin);
  const refused = Array.from({ length: 5 }, () => "refused");
  expect(await page.evaluate(use, demo.url())).toEqual(refused);
  stranger.stop();
  expect(await (await request.get(demo.url("sandbox/setup"))).text()).toBe("");
});

/** Asks without CORS in each way that a page has; gives whether anything came back. */
async function askBlindly(at: string): Promise<readonly string[]> {
  const url = new URL("sandbox/messages?subject=secret&wait=50", at).href;
  const asFile = (made: HTMLElement & { src: string }): Promise<string> =>
    new Promise((resolve) => {
      made.addEventListener("load", () => resolve("loaded"));
      made.addEventListener("error", () => resolve("refused"));
      made.src = url;
      document.body.append(made);
    });
  const fetched = fetch(url, { mode: "no-cors" }).then(
    () => "answered",
    () => "refused",
  );
  return Promise.all([
    fetched,
    asFile(document.createElement("img")),
    asFile(document.createElement("script")),
  ]);
}

test("a page elsewhere that asks without CORS learns nothing, not even by how long it takes", async ({
  demo,
  site,
  page,
}) => {
  const stranger = await Site.withPackage();
  for (const { origin } of [site, stranger]) {
    await page.goto(origin);
    // Let wait for a mail, the questions would last longer than this test.
    const refused = ["refused", "refused", "refused"];
    expect(await page.evaluate(askBlindly, demo.url())).toEqual(refused);
  }
  stranger.stop();
});

test("compose signs in as the setup of the gateway's practice server has it", async ({
  demo,
  compose,
  request,
}) => {
  const setup = demo.url("sandbox/setup");
  for (const [rules, from] of [
    ["user: ada a secret", "ada@sandbox.test"],
    ["user: grace@sandbox.test secret\nauth: none", "demo@sandbox.test"],
    ["", "demo@sandbox.test"],
  ] as const) {
    expect((await request.put(setup, { data: rules })).status()).toBe(204);
    await compose.open(demo.url());
    await expect(compose.field("From")).toHaveValue(from);
    await compose.fill({ To: "friend@sandbox.test", Subject: "By setup", Text: "Hello" });
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  }
});
