import { expect, test } from "../parts/fixtures.js";

/** What came of the gateway's files while a page was loaded. */
interface Loaded {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

for (const name of ["index.html", "inbox.html"]) {
  test(`${name} comes compressed, and what has a hash in its name is kept for ever`, async ({
    demo,
    page,
    complaints,
  }) => {
    const loaded: Loaded[] = [];
    page.on("response", (response) => {
      const { pathname: path } = new URL(response.url());
      loaded.push({ path, status: response.status(), headers: response.headers() });
    });
    await page.goto(demo.url(name), { waitUntil: "networkidle" });
    const assets = loaded.filter(({ path }) => path.startsWith("/assets/"));
    expect(assets.length).toBeGreaterThan(1);
    for (const { path, headers } of assets) {
      expect(headers["cache-control"], path).toBe("public, max-age=31536000, immutable");
    }
    const scripts = loaded.filter(({ path }) => path.endsWith(".js"));
    expect(
      scripts.some(({ headers }) => /^(br|gzip)$/.test(headers["content-encoding"] ?? "")),
    ).toBe(true);
    const document = loaded.find(({ path }) => path === `/${name}`);
    expect(document?.headers["cache-control"]).toBe("no-cache");
    expect(complaints).toEqual([]);
  });
}

test("each file is the same, however it is compressed", async ({ demo, request }) => {
  const page = await (await request.get(demo.url())).text();
  const script = /src="(\.\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";
  const plain = await request.get(demo.url(script), { headers: { "accept-encoding": "identity" } });
  expect(plain.headers()["content-encoding"]).toBeUndefined();
  const tags = new Set([plain.headers()["etag"]]);
  for (const coding of ["br", "gzip"]) {
    const coded = await request.get(demo.url(script), { headers: { "accept-encoding": coding } });
    const headers = coded.headers();
    expect(headers["content-encoding"]).toBe(coding);
    expect(headers["content-type"]).toBe("text/javascript");
    expect(headers["vary"]).toMatch(/accept-encoding/);
    expect(Number(headers["content-length"])).toBeLessThan((await plain.body()).length / 2);
    expect(await coded.body()).toEqual(await plain.body());
    tags.add(headers["etag"]);
    const again = await request.get(demo.url(script), {
      headers: { "accept-encoding": coding, "if-none-match": headers["etag"] ?? "" },
    });
    expect(again.status()).toBe(304);
  }
  expect(tags.size).toBe(3);
  // They are forms of the file, and no files of their own.
  expect((await request.get(demo.url(`${script}.br`))).status()).toBe(404);
});
