import type { Page } from "@playwright/test";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";

/** Octets that a page may load before a mail can be written and formatted, its wasms not counted. */
const MOST = 150 * 1024;

/** What no mail needs that is only written, by a piece of the name of its file. */
const LATER = /console|lesson|learn|ladder|comparison|setup|inbox|practice|postal-mime/;

/** Octets on their way, by path, of all that a page and its workers ask for. */
function weigh(page: Page): () => Promise<ReadonlyMap<string, number>> {
  const asked = new Map<string, Promise<number>>();
  page.on("requestfinished", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (!protocol.startsWith("http")) return;
    const before = asked.get(pathname) ?? Promise.resolve(0);
    const octets = request.sizes().then(({ responseBodySize }) => responseBodySize);
    asked.set(
      pathname,
      Promise.all([before, octets]).then(([some, more]) => some + more),
    );
  });
  return async () => {
    const sizes = [...asked].map(async ([path, size]) => [path, await size] as const);
    return new Map(await Promise.all(sizes));
  };
}

test("a mail can be written and formatted after less than 150 KiB besides the wasms", async ({
  demo,
  compose,
  page,
}, testInfo) => {
  const loaded = weigh(page);
  await compose.open(demo.url());
  await new Editor(page).ready();
  await page.waitForLoadState("networkidle");
  const weights = await loaded();
  const besides = [...weights].filter(([path]) => !path.endsWith(".wasm"));
  const sum = besides.reduce((all, [, octets]) => all + octets, 0);
  const told = besides.map(([path, octets]) => `${octets} ${path}`).join("\n");
  await testInfo.attach("octets", { body: told, contentType: "text/plain" });
  console.log(`${sum} octets besides the wasms until a mail can be formatted`);

  // What formats is among it: the text would not be ready otherwise. So is what sends.
  for (const chunk of ["/rich-text-", "/outgoing-"]) expect(told).toContain(chunk);
  // An icon may be asked for twice, and come from the browser's cache.
  const scripts = besides.filter(([path]) => path.endsWith(".js"));
  for (const [path, octets] of scripts) expect(octets, path).toBeGreaterThan(0);
  expect(sum, told).toBeLessThan(MOST);
  expect([...weights.keys()].filter((path) => LATER.test(path))).toEqual([]);
});

/** Runs in the page: the largest mail that the server takes, in octets; 0 where that is not known. */
function limitOf(attachments: Element): number {
  return (attachments as Element & { readonly limit: number | null }).limit ?? 0;
}

test("the page Compose connects to a mail server when one writes, and not before", async ({
  demo,
  compose,
  page,
}) => {
  const opened: string[] = [];
  page.on("websocket", (socket) => opened.push(socket.url()));
  for (const address of ["", "?to=ada@example.org&subject=Linked"]) {
    await compose.open(demo.url(address));
    await new Editor(page).ready();
    await page.waitForLoadState("networkidle");
    await compose.field("Subject").focus();
    expect(opened).toEqual([]);
  }
  await compose.saved();
  await page.reload();
  await compose.waitForGateway();
  await page.waitForLoadState("networkidle");
  await expect(compose.field("Subject")).toHaveValue("Linked");
  expect(opened).toEqual([]);

  await compose.field("Subject").press("End");
  await page.keyboard.type("!");
  await expect.poll(() => opened).toEqual([expect.stringMatching(/\/tunnel$/)]);
  // How large a mail may be is known before there are files.
  const limit = () => page.locator("wsmtp-attachments").evaluate(limitOf);
  await expect.poll(limit).toBeGreaterThan(0);
});

for (const [opened, summary, chunk] of [
  ["the picture of a session", "Picture of the session", /\/ladder-/],
  ["the practice server’s setup", "What the practice server does", /\/setup-/],
  ["a comparison", "Compare: PIPELINING and CHUNKING", /\/comparison-/],
] as const) {
  test(`the page Learn loads ${opened} when somebody opens it, and not before`, async ({
    demo,
    page,
  }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(demo.url("learn.html"), { waitUntil: "networkidle" });
    expect(asked.filter((path) => chunk.test(path))).toEqual([]);
    await page.getByText(summary, { exact: true }).click();
    await expect.poll(() => asked.filter((path) => chunk.test(path)).length).toBeGreaterThan(0);
  });
}
