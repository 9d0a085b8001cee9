import { expectAccessible, expectFits } from "../parts/accessible.js";
import { startBrowser } from "../parts/browsers.js";
import { expect, test } from "../parts/fixtures.js";
import { LadderPart } from "../parts/ladder-part.js";
import { LearnPage } from "../parts/learn-page.js";

const DIALOGUE = [
  "S: 220 mx.example ESMTP ready",
  "C: EHLO me.example",
  "S: 250-mx.example",
  "S: 250-PIPELINING",
  "S: 250 STARTTLS",
  "C: STARTTLS",
  "S: 220 2.0.0 go ahead",
  "C: EHLO me.example",
  "S: 250 PIPELINING",
  "C: MAIL FROM:<ada@example.org>",
  "C: RCPT TO:<bob@example.org>",
  "C: RCPT TO:<eve@example.org>",
  "C: DATA",
  "S: 250 2.1.0 fine",
  "S: 250 2.1.5 fine",
  "S: 550 5.1.1 no such user",
  "S: 354 go on",
  "C: Subject: Look",
  "C: ",
  "C: the text of the mail",
  "C: .",
  "S: 250 2.0.0 taken",
];

let part: LadderPart;

test.beforeEach(async ({ stage, page }) => {
  part = new LadderPart(page);
  await page.goto(stage.origin);
});

test("a session is drawn with its round trips, and with where it is locked", async ({ page }) => {
  await part.show(DIALOGUE);
  await expect(page.getByText("5 round trips, 17 messages, locked after STARTTLS")).toBeVisible();
  await expect(part.picture.getByText("Mail server")).toBeVisible();
  await expect(part.picture.getByText("clear text")).toBeVisible();
  await expect(part.picture.getByText("TLS from here")).toBeVisible();
  const flight = ["MAIL FROM:<ada@example.org>", "RCPT TO:<bob@example.org>", "DATA"];
  for (const words of flight) {
    await expect(part.arrow(words)).toHaveAttribute("aria-label", /round trip 4/);
  }
  await expect(part.arrow("550 5.1.1")).toHaveAttribute("aria-label", /^Server to page, refused/);
});

test("the lock is drawn below what is said in clear, and above what is not", async () => {
  await part.show(DIALOGUE);
  const top = async (words: string) => (await part.arrow(words).boundingBox())?.y ?? 0;
  const lock = (await part.picture.getByText("TLS from here").boundingBox())?.y ?? 0;
  expect(await top("220 2.0.0 go ahead")).toBeLessThan(lock);
  expect(await top("250 PIPELINING")).toBeGreaterThan(lock);
});

test("a mail is folded until it is opened, by a click or by Enter", async ({ page }) => {
  await part.show(DIALOGUE);
  const mail = part.arrow("the mail, 39 bytes");
  await expect(mail).toHaveAttribute("aria-expanded", "false");
  await expect(part.words("the text of the mail")).toBeHidden();
  await mail.click();
  await expect(part.words("the text of the mail")).toBeVisible();
  await mail.press("Enter");
  await expect(mail).toHaveAttribute("aria-expanded", "false");
  await page.getByRole("button", { name: "Unfold all" }).click();
  await expect(part.words("250-PIPELINING")).toBeVisible();
  await page.getByRole("button", { name: "Fold all" }).click();
  await expect(part.words("250-PIPELINING")).toBeHidden();
});

test("the arrow keys go from message to message, and Tab passes the picture in one step", async ({
  page,
}) => {
  await part.show(DIALOGUE);
  await page.getByRole("button", { name: "Save as SVG" }).focus();
  await page.keyboard.press("Tab");
  await expect(part.arrow("220 mx.example ESMTP ready")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(part.arrow("EHLO me.example").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(part.arrow("250 2.0.0 taken")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(part.arrow("the mail, 39 bytes")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(part.arrow("220 mx.example ESMTP ready")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByText("As a table")).toBeFocused();
});

test("a table says the same as the picture", async ({ page }) => {
  await part.show(DIALOGUE);
  await page.getByText("As a table").click();
  const row = (words: string) => page.getByRole("row").filter({ hasText: words });
  await expect(row("RCPT TO:<eve@example.org>")).toHaveText(/^\s*4\s+110 ms\s+Page\s+RCPT/);
  await expect(row("TLS handshake")).toBeVisible();
  await expect(row("250-PIPELINING")).toContainText("250-mx.example");
});

test("it can be enlarged, and scrolls within itself", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await part.show(DIALOGUE);
  await expectFits(page);
  const before = (await part.picture.boundingBox())?.width ?? 0;
  await page.getByRole("button", { name: "Larger" }).click();
  await page.getByRole("button", { name: "Larger" }).click();
  expect((await part.picture.boundingBox())?.width).toBeGreaterThan(before * 1.5);
  await expectFits(page);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`it is accessible in ${colorScheme} at ${width} pixels`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 700 });
      await part.show(DIALOGUE);
      await page.getByText("As a table").click();
      await page.getByRole("button", { name: "Unfold all" }).click();
      await expectFits(page);
      await expectAccessible(page);
    });
  }
}

const HOSTILE = [
  `S: 220 <script>document.title="stolen"</script><img src=x onerror=alert(1)> ${"x".repeat(10_000)}`,
  'C: EHLO "]]><!--&amp;',
  "S: 250 \u202etxt.exe \x1b[2J \ufffe",
];

test("whatever a server says is text, in the picture and in its file", async ({
  page,
  complaints,
}) => {
  await part.show(HOSTILE);
  await expect(part.words("<script>document.title")).toBeVisible();
  await page.getByText("As a table").click();
  await page.getByRole("button", { name: "Unfold all" }).click();
  await expectFits(page);
  const file = await part.save();
  expect(complaints).toEqual([]);
  const seen = await page.evaluate((file) => {
    const read = new DOMParser().parseFromString(file, "image/svg+xml");
    const all = [...read.querySelectorAll("*")];
    return {
      names: [...new Set(all.map(({ localName }) => localName))].sort(),
      handlers: all.flatMap((one) => one.getAttributeNames()).filter((name) => /^on/.test(name)),
      words: read.documentElement.textContent ?? "",
    };
  }, file);
  expect(seen.names).not.toContain("parsererror");
  expect(seen.names).not.toContain("script");
  expect(seen.names).not.toContain("img");
  expect(seen.handlers).toEqual([]);
  expect(seen.words).toContain('<script>document.title="stolen"</script>');
  expect(file).not.toMatch(/[\u202e\x1b\ufffe]/);
  await expect(page).toHaveTitle("Stage");
});

test("the file is a picture by itself, in the colours of the page", async ({ context, stage }) => {
  await part.show(DIALOGUE);
  const file = await part.save();
  expect(file).not.toMatch(/<!--|wsmtp-|tabindex/);
  const viewer = await context.newPage();
  await viewer.route(`${stage.origin}/session.svg`, (route) =>
    route.fulfill({ body: file, contentType: "image/svg+xml" }),
  );
  await viewer.goto(`${stage.origin}/session.svg`);
  await expect(viewer.locator(".paper")).toHaveCSS("fill", "rgb(255, 255, 255)");
  await expect(viewer.locator("tspan", { hasText: "RCPT TO:<bob@example.org>" })).toHaveCSS(
    "fill",
    "rgb(26, 92, 138)",
  );
});

test("one mail goes both ways, and what PIPELINING and CHUNKING save is counted", async ({
  page,
}) => {
  await page.evaluate(async () => {
    const { Practice } = (window as unknown as { stage: { Practice: PracticeMaker } }).stage;
    const practice = await Practice.start();
    const { webSocket, user, password } = practice;
    const made = document.createElement("wsmtp-comparison");
    Object.assign(made, {
      place: { kind: "page", webSocket },
      signIn: { user, password },
      from: user,
      to: "bob@sandbox.test, eve@sandbox.test, refused@sandbox.test",
    });
    document.querySelector("main")?.append(made);
    interface PracticeMaker {
      start(): Promise<{ webSocket: unknown; user: string; password: string }>;
    }
  });
  const send = page.getByRole("button", { name: "Send it both ways" });
  await send.click();
  await expect(page.getByText("11 round trips, 7 with PIPELINING.")).toBeVisible();
  const sides = page.getByRole("region");
  await expect(sides.filter({ hasText: "One after another" })).toContainText("11 round trips");
  await expect(sides.filter({ hasText: "With PIPELINING" })).toContainText("7 round trips");
  await page.getByRole("slider").fill("500");
  await expect(page.getByText("At 500 ms for each: 5.5 s and 3.5 s.")).toBeVisible();
  await page.getByLabel("Switch off and on").selectOption({ label: "both together" });
  await send.click();
  await expect(page.getByText("11 round trips, 6 with PIPELINING and CHUNKING.")).toBeVisible();
  await expectAccessible(page);
});

test("a comparison that cannot be made says why", async ({ page }) => {
  await page.evaluate(() => {
    document.querySelector("main")?.append(document.createElement("wsmtp-comparison"));
  });
  await page.getByRole("button", { name: "Send it both ways" }).click();
  await expect(page.getByText("There is no server yet: choose one.")).toBeVisible();
});

test("what is said in the console is drawn as it is said", async ({ demo, page }) => {
  const learn = new LearnPage(page);
  await learn.open(demo.url());
  await page.getByText("Picture of the session").click();
  await learn.connect();
  await expect(part.arrow("220 sandbox.test ESMTP")).toBeVisible();
  await learn.say("EHLO me.example");
  await expect(part.arrow("and 14 more lines")).toHaveAttribute("aria-expanded", "false");
  await learn.say("MAIL FROM:<ada@sandbox.test>");
  await expect(part.arrow("530 5.7.0")).toHaveAttribute("aria-label", /refused.* round trip 2,/);
  await learn.say("STARTTLS", "EHLO me.example");
  await expect(part.picture).toHaveAccessibleName(/4 round trips, .* locked after STARTTLS/);
  await learn.connect();
  await expect(part.picture).toHaveAccessibleName(/0 round trips, 1 message, all in clear text/);
});

test("in Firefox, too, both ways are drawn and counted", async ({ stage }) => {
  const firefox = await startBrowser("firefox", {});
  try {
    const tab = await firefox.open();
    await tab.goto(stage.origin);
    const seen = await tab.evaluate(async (to) => {
      interface Practising {
        Practice: { start(): Promise<{ webSocket: unknown; user: string; password: string }> };
      }
      const { Practice } = (window as unknown as { stage: Practising }).stage;
      const { webSocket, user, password } = await Practice.start();
      const made = document.createElement("wsmtp-comparison");
      const compared = new Promise((resolve) => made.addEventListener("compared", resolve));
      Object.assign(made, {
        place: { kind: "page", webSocket },
        signIn: { user, password },
        to,
      });
      document.querySelector("main")?.append(made);
      await (made as unknown as { run(): Promise<void> }).run();
      await compared;
      await (made as unknown as { updateComplete: Promise<boolean> }).updateComplete;
      const ladders = [...(made.shadowRoot?.querySelectorAll("wsmtp-ladder") ?? [])];
      const pictures = ladders.map((one) => (one as unknown as { toSvg(): string | null }).toSvg());
      return {
        words: made.shadowRoot?.querySelector(".difference")?.textContent ?? "",
        arrows: pictures.map((svg) => svg?.match(/marker-end="url\(#head-client\)"/g)?.length ?? 0),
      };
    }, "bob@sandbox.test, eve@sandbox.test");
    expect(seen.words).toContain("10 round trips, 7 with PIPELINING.");
    expect(seen.arrows).toEqual([9, 9]);
  } finally {
    await firefox.close();
  }
});
