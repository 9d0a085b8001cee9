import { join } from "node:path";
import type { ComposePage } from "../parts/compose-page.js";
import { expect, test } from "../parts/fixtures.js";

/** Set to `keep`, replaces the README's pictures; they are made and looked at in any case. */
const KEEP = process.env["WSMTP_SCREENSHOTS"] === "keep";

/** Where the README finds its pictures. */
const FOLDER = "../../web/site/screenshots";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 1000 } });

    test("pictures show both pages with mails", async ({
      demo,
      compose,
      inbox,
      page,
      request,
    }, testInfo) => {
      const picture = (name: string): string => {
        const file = `${name}-${colorScheme}.png`;
        return KEEP ? join(FOLDER, file) : testInfo.outputPath(file);
      };
      await request.delete(demo.url("sandbox/messages"));
      await compose.open(demo.url());
      await send(compose, { To: "friend@sandbox.test", Subject: "Lunch on Thursday?" });
      await send(compose, { To: "friend@sandbox.test", Subject: "Minutes of the meeting" });

      const buffer = Buffer.alloc(143_000, "%PDF ");
      await compose.attach({ name: "engine-notes.pdf", mimeType: "application/pdf", buffer });
      const letter = {
        From: "Ada Lovelace <demo@sandbox.test>",
        To: "Grace Hopper <grace@sandbox.test>",
        Subject: "Grüße aus dem Browser",
        Text: "Hello Grace,\n\nthis mail left a browser tab and reached a mail server by itself.\n\nAda",
      };
      await compose.fill(letter);
      await compose.saved();
      await page.locator("wsmtp-transcript .log").evaluate((log) => (log.scrollTop = 0));
      await page.mouse.move(0, 0);
      await page.screenshot({ path: picture("compose"), fullPage: true });
      await send(compose, letter);

      // Lower than the page, so that the picture ends where the page does.
      await page.setViewportSize({ width: 1280, height: 480 });
      await page.goto(demo.url("inbox.html"));
      await inbox.choose("Grüße aus dem Browser");
      await page.screenshot({ path: picture("inbox"), fullPage: true });
    });
  });
}

/** Sends a mail and waits until the server has it. */
async function send(compose: ComposePage, fields: Record<string, string>): Promise<void> {
  await compose.fill(fields);
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
}
