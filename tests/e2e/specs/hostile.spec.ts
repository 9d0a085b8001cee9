import type { Locator, Page } from "@playwright/test";
import { expectFits } from "../parts/accessible.js";
import { ConsolePart } from "../parts/console-part.js";
import { expect, test } from "../parts/fixtures.js";
import { Gateway } from "../parts/gateway.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";
import { friendly } from "../parts/scripted-server.js";
import type { Answer } from "../parts/scripted-server.js";
import { startTracker } from "../parts/tracker.js";

const SCRIPT = `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`;

/** Clears a terminal, names its window, and turns the order of letters around. */
const ESCAPES = "\x1b[2J\x1b]0;stolen\x07 \u202eexe.fdp";

test("hostile text in a mail stays text", async ({ demo, compose, inbox, page }) => {
  await compose.openWhole(demo.url());
  await compose.fill({
    From: `"${SCRIPT.replaceAll('"', "'")}" <mallory@sandbox.test>`,
    To: "friend@sandbox.test",
    Subject: SCRIPT,
    Text: SCRIPT,
  });
  await compose.attach({
    name: "<b>bold</b>.txt",
    mimeType: "text/html",
    buffer: Buffer.from(SCRIPT),
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  await page.goto(demo.url("inbox.html"));
  await inbox.choose(SCRIPT);
  await expect(page.getByRole("heading", { name: SCRIPT })).toBeVisible();
  await expect(page.getByRole("link", { name: "<b>bold</b>.txt" })).toBeVisible();
  await expect(await inbox.view("Text")).toHaveText(SCRIPT);
  await expect(await inbox.view("Source")).toContainText("Subject: ");
  await inbox.view("HTML");
  await expect(page.frameLocator("iframe").locator("body")).toHaveText(SCRIPT);
  await expect(page).not.toHaveTitle("stolen");
});

test("HTML from a stranger runs nothing and loads nothing", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  const tracker = await startTracker();
  await inbox.open(demo.url("inbox.html"));
  await deliverRaw(
    page,
    await sandboxOf(request, demo),
    `Subject: Win
Content-Type: text/html; charset=utf-8

<html><head><base href="${tracker.origin}/"><meta http-equiv="refresh" content="0;url=${tracker.origin}/">
<link rel="preconnect" href="${tracker.origin}"><link rel="prefetch" href="${tracker.origin}/next">
<link rel="stylesheet" href="${tracker.origin}/a.css"><style>@import "${tracker.origin}/b.css";</style></head>
<body onload="top.document.title='stolen'" background="${tracker.origin}/paper.png"><p>You win</p>
${SCRIPT}
<p style="background: url(${tracker.origin}/c.png)">A <a href="${tracker.origin}/link" ping="${tracker.origin}/ping">link</a></p>
<img src="${tracker.origin}/pixel.png" alt="a prize"><img srcset="${tracker.origin}/2x.png 2x" alt="two prizes">
<video poster="${tracker.origin}/poster.png" src="${tracker.origin}/video"></video><svg><image href="${tracker.origin}/d.svg" /></svg>
<iframe src="${tracker.origin}/frame"></iframe><object data="${tracker.origin}/object"></object><embed src="${tracker.origin}/embed">
<form action="${tracker.origin}/"><button formaction="${tracker.origin}/">Claim</button></form></body></html>`,
  );
  await inbox.choose("Win");
  await inbox.view("HTML");
  const frame = page.frameLocator('iframe[title="The mail’s HTML"]');
  await expect(frame.getByText("You win")).toBeVisible();
  // The page's style for mails reaches into the frame, though the frame has no origin.
  await expect(frame.locator("body")).toHaveCSS("margin", "10px 12px");
  await expect(frame.getByAltText("a prize")).toBeVisible();
  await expect(page.getByText("1 image is not shown")).toBeVisible();
  await expect(frame.getByRole("link", { name: "link" })).not.toHaveAttribute("ping");
  const blocked = page.waitForEvent("console", (said) => /blocked form/i.test(said.text()));
  await frame.getByRole("button", { name: "Claim" }).click();
  await blocked;
  await request.get(`${tracker.origin}/control`);
  await expect(page).not.toHaveTitle("stolen");
  expect(tracker.asked).toEqual(["/control"]);
  // Nobody connected ahead of asking, which no policy forbids.
  expect(tracker.connections).toBe(1);
  await tracker.stop();
});

/** Replies of six lines, each as long as a reply's may nearly be, and one line that is far too long. */
const LONG = "long".repeat(475);
const ENDLESS = "endless".repeat(1_500).slice(0, 10_000);

/** What a hostile server says, by what it is. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  markup: [SCRIPT],
  "escapes of terminals and overrides of direction": [ESCAPES],
  "one line of 10,000 characters": [ENDLESS],
  "six lines of 1,900 characters": Array.from({ length: 6 }, () => LONG),
};

/** Where it says that: the begin of the line that it answers, and the code. */
const PLACES = [
  { place: "the greeting", asked: /^$/, code: 220 },
  { place: "the reply to EHLO", asked: /^EHLO /, code: 250 },
  { place: "the reply to RCPT", asked: /^RCPT TO:<mallory/, code: 550 },
] as const;

/** What is said of a line that is too long: a greeting is judged by the gateway, other replies by the engine. */
const tooLong = ({ code }: Place): RegExp =>
  code === 220
    ? /answers something that does not greet like a mail server; nothing was sent to it/
    : /limit of 2048 octets in a reply line: .*\./;

/** How a line is shown: signs in place of controls and overrides. */
const shown = (line: string): string => line.replace(/[\x00-\x1f\u202e]/g, "\ufffd");

type Place = (typeof PLACES)[number];

/** A server that is friendly but for what it says in one place. */
function hostile({ asked, code }: Place, lines: readonly string[]): (line: string) => Answer {
  const rule = friendly();
  const last = lines.length - 1;
  const reply = lines.map((line, at) => `${code}${at === last ? " " : "-"}${line}`).join("\r\n");
  return (line) => {
    const usual = rule(line);
    // An empty line of a mail is no beginning.
    return usual !== "silence" && asked.test(line) ? { say: reply } : usual;
  };
}

/** Whether a page takes what is said, or ends the session because of it. */
const isTaken = (lines: readonly string[]): boolean => !lines.includes(ENDLESS);

/** All of it is text within the screen, and nothing of it was done. */
async function expectText(page: Page, part: Locator, lines: readonly string[]): Promise<void> {
  await expect(part).not.toContainText(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e]/);
  await expect(part.locator("img, script")).toHaveCount(0);
  await expect(page).not.toHaveTitle("stolen");
  await expectFits(page);
  const words = lines.map((line) => line.replace(/[^ -~].*/, "").slice(0, 40));
  expect(await page.evaluate(beyondTheScreen, words.filter(Boolean))).toEqual([]);
}

/** Runs in the page: the texts with these words in them that reach beyond the screen, or are cut off with dots. */
function beyondTheScreen(words: readonly string[]): string[] {
  const textsOf = (root: Node): Node[] => {
    // What only screen readers are told is nowhere on the screen.
    if (root instanceof Element && getComputedStyle(root).clipPath === "inset(50%)") return [];
    if (root.nodeType === Node.TEXT_NODE) return [root];
    const inside = root instanceof Element && root.shadowRoot ? [root.shadowRoot] : [];
    return [...root.childNodes, ...inside].flatMap(textsOf);
  };
  const all = textsOf(document.body).filter(({ nodeValue }) =>
    words.some((some) => nodeValue?.includes(some)),
  );
  const lost = all.filter((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right } = range.getBoundingClientRect();
    return left < 0 || right > document.documentElement.clientWidth;
  });
  return lost.map(({ nodeValue }) => nodeValue?.slice(0, 80) ?? "");
}

for (const [what, lines] of Object.entries(SAID)) {
  for (const place of PLACES) {
    test.describe(`${what} as ${place.place}`, () => {
      test.use({ viewport: { width: 320, height: 640 } });

      test("is text in the compose window", async ({ compose, gatewayTo, page, scripted }) => {
        const gateway = await gatewayTo(await scripted(hostile(place, lines)));
        const to = "mallory@sandbox.test, friend@sandbox.test";
        await compose.open(gateway.url());
        await compose.fill({ From: "ada@sandbox.test", To: to, Subject: "Hello" });
        await compose.send();
        if (isTaken(lines)) {
          const outcome = place.code === 550 ? "partial" : "accepted";
          await expect(compose.outcome).toHaveAttribute("data-outcome", outcome);
          const told = (await compose.conversation()).join("\n");
          for (const line of lines) expect(told).toContain(shown(line));
        } else {
          await expect(compose.outcome).toContainText(tooLong(place));
        }
        if (isTaken(lines) && place.code === 550) {
          for (const line of lines) await expect(compose.outcome).toContainText(shown(line));
        }
        await expectText(page, page.locator("main"), lines);
      });

      test("is text in the console", async ({ page, scripted, stage }) => {
        const mail = await scripted(hostile(place, lines));
        const gateway = await Gateway.serving({ mail }, undefined, [stage.origin]);
        const part = new ConsolePart(page);
        await page.goto(stage.origin);
        await part.through(gateway.url(), "mail");
        await page.getByRole("button", { name: "Connect", exact: true }).click();
        const said = [
          [/^220/, ""],
          [/^250/, "EHLO me.example"],
          [/^250/, "MAIL FROM:<ada@sandbox.test>"],
          [/^550/, "RCPT TO:<mallory@sandbox.test>"],
        ] as const;
        for (const [answer, line] of said) {
          if (line !== "") await part.say(line);
          const here = place.asked.test(line);
          if (here && !isTaken(lines)) await expect(part.trouble).toContainText(tooLong(place));
          else await part.heard(answer);
          if (here) break;
        }
        const told = (await part.lines()).join("\n");
        if (isTaken(lines)) for (const line of lines) expect(told).toContain(shown(line));
        await expectText(page, page.locator("wsmtp-console"), lines);
        if (isTaken(lines)) await part.say("QUIT", /^221 /);
        await gateway.stop();
      });
    });
  }
}
