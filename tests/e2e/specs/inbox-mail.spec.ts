import { deflateSync, crc32 } from "node:zlib";
import { expectAccessible } from "../parts/accessible.js";
import { expect, test as base } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";

/** Delivers a mail and opens it. */
const test = base.extend<{ readonly opened: (subject: string, source: string) => Promise<void> }>({
  opened: async ({ demo, inbox, page, request }, use) => {
    await request.delete(demo.url("sandbox/messages"));
    await inbox.open(demo.url("inbox.html"));
    await use(async (subject, source) => {
      await deliverRaw(page, await sandboxOf(request, demo), source);
      await inbox.choose(subject);
    });
  },
});

/** A picture of two by one pixels. */
function png(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const pixels = deflateSync(Buffer.from([0, 255, 0, 0, 0, 0, 255]));
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const PICTURE = png();

const PARTS = `From: Ada <ada@example.org>
Subject: In parts
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="out er"

--out er
Content-Type: multipart/related; boundary=inner

--inner
Content-Type: multipart/alternative; boundary=twins

--twins
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe
--twins
Content-Type: text/html; charset=utf-8

<p>Look: <img src="cid:dot%40example.org" alt="a dot"><img src="cid:none" alt="nothing"></p>
<script>top.document.title='stolen'</script><svg onload="top.document.title='stolen'"></svg>
--twins--
--inner
Content-Type: image/png
Content-ID: <dot@example.org>
Content-Transfer-Encoding: base64

${PICTURE.toString("base64")}
--inner--
--out er
Content-Type: application/pdf; name="=?utf-8?Q?gr=C3=BC=C3=9Fe.pdf?="
Content-Disposition: attachment
Content-Transfer-Encoding: base64

JVBERg==
--out er--`;

test("a mail's parts are shown as the tree that they are, and saved as they were", async ({
  opened,
  inbox,
}) => {
  await opened("In parts", PARTS);
  const parts = await inbox.view("Parts");
  const lines = await parts.locator(".part").allInnerTexts();
  const flat = lines.map((line) => line.replace(/\s+/g, " ").trim());
  for (const [at, expected] of [
    /^mail multipart\/mixed/,
    /^1 multipart\/related/,
    /^1\.1 multipart\/alternative/,
    /^1\.1\.1 text\/plain charset utf-8 quoted-printable 15 bytes/,
    /^1\.1\.2 text\/html/,
    /^1\.2 image\/png base64 cid:dot@example\.org/,
    /^2 application\/pdf grüße\.pdf base64 attachment 8 bytes/,
  ].entries()) {
    expect(flat[at]).toMatch(expected);
  }
  const saved = await inbox.save(parts.getByRole("button", { name: "Save part 2", exact: true }));
  expect(saved.name).toBe("grüße.pdf");
  expect(saved.content.toString()).toBe("%PDF");
  const text = await inbox.save(parts.getByRole("button", { name: "Save part 1.1.1" }));
  expect(text.content.toString()).toBe("Grüße");
  const picture = await inbox.save(parts.getByRole("button", { name: "Save part 1.2" }));
  expect(picture.content).toEqual(PICTURE);
});

test("a picture that came with the mail is shown in its HTML", async ({ opened, inbox, page }) => {
  await opened("In parts", PARTS);
  await inbox.view("HTML");
  const image = page.frameLocator("iframe").getByRole("img", { name: "a dot" });
  await expect(image).toHaveAttribute("src", /^data:image\/png;base64,/);
  await expect(image).toHaveJSProperty("naturalWidth", 2);
  await expect(page.frameLocator("iframe").getByAltText("nothing")).toBeVisible();
  await expect(page).not.toHaveTitle("stolen");
});

const LETTER = `Subject: Letter
Content-Type: text/html; charset=utf-8

<!doctype html><html dir="rtl"><head><title>Title</title><style>p { color: red } p > a { color: blue }</style></head>
<body bgcolor="#ffeedd" text="#223344"><div style="display:none; max-height:0">Preheader</div>
<table width="300" bgcolor="#eeeeee" cellpadding="8"><tr><td align="center" colspan="2"><font color="#aa0000">Shop</font></td></tr>
<tr><th scope="row">Tea</th><td>2</td></tr></table>
<p onclick="alert(1)">See <a href="https://example.org/tea">tea</a>, <a href="javascript:alert(1)">trick</a></p>
<details open><summary>More</summary>Within</details><input value="typed">`;

test("an HTML mail is laid out as it says, and what it hides stays hidden", async ({
  opened,
  page,
  complaints,
}) => {
  await opened("Letter", LETTER);
  const body = page.frameLocator("iframe").locator("body");
  await expect(body).toHaveCSS("background-color", "rgb(255, 238, 221)");
  await expect(body).toHaveCSS("color", "rgb(34, 51, 68)");
  await expect(body).toHaveCSS("direction", "rtl");
  await expect(body.locator("table")).toHaveCSS("width", "300px");
  await expect(body.getByText("Shop")).toHaveCSS("color", "rgb(170, 0, 0)");
  await expect(body).toHaveText(/^\s*Shop\s*Tea\s*2\s*See tea, trick\s*More\s*Within\s*$/);
  await expect(body.getByRole("link")).toHaveCount(1);
  await expect(body.getByRole("link")).toHaveAttribute("href", "https://example.org/tea");
  expect(complaints).toEqual([]);
});

const STAMPED = `Received: from mx.example.org (mx.example.org [192.0.2.1])
 by sandbox.example.net with ESMTPS id 2 for <friend@sandbox.test>;
 Fri, 21 Nov 1997 10:01:22 -0600
Received: from laptop (unknown [198.51.100.7] (may be forged by somebody))
 by mx.example.org with ESMTPSA; Fri, 21 Nov 1997 10:01:15 -0600 (CST)
Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=
From: ceo@example.org
X-Odd: yes
Zzz: nobody knows

Hello.`;

test("header fields are explained, and the way that the mail took", async ({ opened, inbox }) => {
  await opened("grüße", STAMPED);
  const headers = await inbox.view("Headers");
  const hops = headers.locator(".hops li");
  await expect(hops).toHaveCount(2);
  await expect(hops.nth(0)).toContainText("laptop (unknown [198.51.100.7] (may be forged by");
  await expect(hops.nth(0)).toContainText("mx.example.org");
  await expect(hops.nth(0)).toContainText("inside TLS, signed in");
  await expect(hops.nth(1)).toContainText("after 7 s");
  await expect(hops.nth(1)).toContainText("for friend@sandbox.test");
  await expect(headers).toContainText("reads: grüße");
  await expect(headers).toContainText("What the mail is about. RFC 5322 section 3.6.5.");
  await expect(headers).toContainText("A field of somebody's own making");
  await expect(headers).toContainText("No standard that is known here says what it means.");
  // The envelope is not what the header says.
  await expect(headers.locator(".envelope")).toContainText("mallory@sandbox.test");
  await expect(headers.locator(".envelope")).toContainText("friend@sandbox.test");
});

test("the session that brought a mail is drawn as a ladder", async ({ opened, inbox, page }) => {
  await opened("Drawn", "Subject: Drawn\n\nHello.");
  await inbox.view("Ladder");
  await expect(page.locator("wsmtp-ladder svg.picture")).toBeVisible();
  await expect(page.locator("wsmtp-ladder")).toContainText(/round trips.*locked after STARTTLS/);
});

test("a session inside implicit TLS is drawn as one that is locked from the beginning", async ({
  opened,
  demo,
  inbox,
  page,
  request,
}) => {
  const setup = demo.url("sandbox/setup");
  await request.put(setup, { data: "security: implicit" });
  try {
    await opened("Locked", "Subject: Locked\n\nHello.");
  } finally {
    await request.put(setup, { data: "" });
  }
  await inbox.view("Ladder");
  await expect(page.locator("wsmtp-ladder")).toContainText("locked from the beginning");
});

for (const { view, files, shown } of [
  { view: "Ladder", files: "**/assets/ladder-*.js", shown: "wsmtp-ladder svg.picture" },
  { view: "HTML", files: "**/assets/{html-view,purify}-*.js", shown: "wsmtp-mail-html iframe" },
] as const) {
  test(`where what shows ${view} cannot be loaded, the mail stays readable, and it is tried again`, async ({
    opened,
    inbox,
    page,
  }) => {
    await page.route(files, (route) => route.abort());
    await opened("In parts", PARTS);
    await inbox.view(view);
    await expect(page.getByRole("alert")).toContainText(/could not be loaded. Everything else/);
    await expectAccessible(page);
    await expect(inbox.article("In parts")).toContainText("Ada <ada@example.org>");
    await expect(await inbox.view("Text")).toContainText("Grüße");
    await expect(page.getByRole("alert")).toHaveCount(0);
    await inbox.view(view);
    await expect(page.getByRole("alert")).toContainText("could not be loaded");
    await page.unroute(files);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator(shown)).toBeVisible();
    await expect(page.getByRole("tab", { name: view })).toBeFocused();
  });
}
