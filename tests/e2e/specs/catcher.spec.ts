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
