import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectFits } from "../parts/accessible.js";
import type { ComposePage } from "../parts/compose-page.js";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { LearnPage } from "../parts/learn-page.js";
import { picture } from "../parts/picture.js";

/** Set to `keep`, replaces the pictures that are kept; they are made and judged in any case. */
const KEEP = process.env["WSMTP_SCREENSHOTS"] === "keep";

/** Where the documentation finds its pictures, and how many octets each may have. */
const FOLDER = "../../web/site/screenshots";
const MOST = 60_000;

/** A telephone, a tablet, a desk. */
const WIDTHS = [320, 768, 1280];

const SCHEMES = ["light", "dark"] as const;

/** When all of it happens, so that each run gives the same pictures. */
const NOW = new Date("2026-03-02T09:41:00Z");

const LETTER = {
  From: "Ada Lovelace <demo@sandbox.test>",
  To: "Grace Hopper <grace@sandbox.test>, charles@sandbox.test",
  Subject: "Grüße aus dem Browser",
};

const NOTES = {
  name: "engine-notes.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.alloc(143_000, "%PDF "),
};

test.beforeEach(({ page }) => page.clock.setFixedTime(NOW));

test("a mail is being written", async ({ demo, compose, page }) => {
  await compose.open(demo.url());
  await write(compose);
  await compose.saved();
  await expect(page.locator("wsmtp-transcript")).toContainText("235 2.7.0 welcome");
  await keepAll(page, "compose");
});

test("a lesson is half done, with the picture of its session", async ({ demo, page }) => {
  const learn = new LearnPage(page);
  await learn.open(demo.url(), "first-mail");
  await learn.connect();
  await expect(learn.transcript).toContainText("220 smtp2go.com");
  await learn.say("HELO mydomain.com", "MAIL FROM:<sender@mydomain.com>");
  await learn.say("RCPT TO:<recipient@anotherdomain.com>");
  await expect(learn.lesson).toContainText("3 of 6 steps");
  await page.getByText("Picture of the session", { exact: true }).click();
  const ladder = page.getByRole("group", { name: /^Ladder of the session/ });
  await expect(ladder.locator("tspan").filter({ hasText: "RCPT" })).toBeVisible();
  await keepAll(page, "learn");
});

test("a mail is read", async ({ demo, compose, inbox, page }) => {
  await compose.open(demo.url());
  await compose.showServer();
  // Its mails have the time of the page; those of the gateway's have that of the machine.
  await compose.field("Server").selectOption("Practice server in this page");
  await send(compose, "Lunch on Thursday?");
  await send(compose, "Minutes of the meeting");
  await write(compose);
  await compose.send();
  await expect(compose.outcome).toContainText(LETTER.Subject);
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html?mailbox=page"));
  await inbox.choose(LETTER.Subject);
  await inbox.view("HTML");
  await expect(page.frameLocator("iframe").locator("b, strong")).toHaveText("by itself");
  await expect(page.getByRole("link", { name: NOTES.name })).toBeVisible();
  await keepAll(page, "inbox");
});

/** Sends a mail and waits until the server has it. */
async function send(compose: ComposePage, subject: string): Promise<void> {
  await compose.fill({ To: "friend@sandbox.test", Subject: subject, Text: "See you there." });
  await compose.send();
  await expect(compose.outcome).toContainText(subject);
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
}

/** Writes the mail of the pictures: formatted text, a list, two files. */
async function write(compose: ComposePage): Promise<void> {
  const { page } = compose;
  await compose.fill(LETTER);
  const editor = new Editor(page);
  await editor.begin();
  await type(page, "Hello Grace,", "this mail left a browser tab and reached a mail server ");
  await editor.tool("Bold").click();
  await page.keyboard.type("by itself");
  await editor.tool("Bold").click();
  await type(page, ". With it come", "");
  await editor.tool("Bulleted list").click();
  await type(page, "the notes on the engine,", "its picture.", "", "Ada");
  const buffer = await readFile("../../web/site/public/icon-192.png");
  await compose.attach(NOTES, { name: "engine.png", mimeType: "image/png", buffer });
  await expect(page.getByText("engine.png")).toBeVisible();
  // The ring around what is written in would be the loudest thing of the picture.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
}

/** Types lines, Enter between them. */
async function type(page: Page, ...lines: readonly string[]): Promise<void> {
  for (const [at, line] of lines.entries()) {
    if (at > 0) await page.keyboard.press("Enter");
    await page.keyboard.type(line);
  }
}

/** Keeps pictures of the page as it stands, at each width, in both schemes. */
async function keepAll(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.locator("wsmtp-transcript, wsmtp-ladder").evaluateAll(pace);
  await page.locator("wsmtp-transcript .log").evaluateAll((logs) => {
    for (const log of logs) log.scrollTop = 0;
  });
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const made = await picture(page, width);
      await expectFits(page);
      const file = `${name}-${width}-${colorScheme}.webp`;
      expect(made.length, file).toBeLessThan(MOST);
      await writeFile(KEEP ? join(FOLDER, file) : test.info().outputPath(file), made);
    }
  }
}

/** Runs in the page: what was said has even times and a certificate of one date, as those of a run are no others'. */
function pace(elements: Element[]): void {
  for (const element of elements as (Element & { conversation: Said })[]) {
    const { lines, tls } = element.conversation;
    element.conversation = {
      ...element.conversation,
      lines: lines.map((line, at) => ({ ...line, at: at * 4 })),
      ...(tls && {
        tls: { ...tls, certificate: { ...tls.certificate, not_after: "2026-04-01T00:00:00Z" } },
      }),
    };
  }
}

/** What these elements hold of a conversation. */
interface Said {
  readonly lines: readonly { readonly at: number }[];
  readonly tls?: { readonly certificate: { readonly not_after: string } };
}
