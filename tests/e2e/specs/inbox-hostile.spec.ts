import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";

const SCRIPT = `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`;

/** Clears a terminal, and turns the order of letters around: `fdp.exe` is shown as `exe.pdf`. */
const ESCAPES = "\x1b[2J\x1b]0;stolen\x07 \u202eexe.fdp";

/** Any text in a header field, in encoded words of RFC 2047, which stand side by side without a space. */
function encoded(text: string): string {
  const words = Array.from({ length: Math.ceil(text.length / 12) }, (_, at) => {
    const piece = Buffer.from(text.slice(at * 12, at * 12 + 12)).toString("base64");
    return `=?utf-8?B?${piece}?=`;
  });
  return words.join("\n ");
}

/** A mail that says the same everywhere where a stranger may say something. */
function mail(text: string): string {
  const field = encoded(text);
  // A message of the tunnel holds only so much.
  const some = encoded(text.slice(0, 1_000));
  return `Received: from ${some} by ${some}
 with ${some} for ${some}; tomorrow
Subject: Hostile ${field}
From: ${field} <mallory@example.org>
To: ${some} <friend@sandbox.test>
Date: ${some}
X-${"Y".repeat(60)}: ${some}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from(text).toString("base64").replace(/.{70}/g, "$&\n")}
--b
Content-Type: text/html; charset=utf-8
Content-ID: <${encodeURIComponent(text).slice(0, 300)}>
Content-Disposition: attachment;
 filename="${field}"
Content-Transfer-Encoding: base64

${Buffer.from(SCRIPT).toString("base64")}
--b--`;
}

const VIEWS = ["Text", "Parts", "Headers", "Conversation", "Ladder", "Source"];

test.beforeEach(async ({ demo, inbox, request }) => {
  await request.delete(demo.url("sandbox/messages"));
  await inbox.open(demo.url("inbox.html"));
});

for (const [what, text] of [
  ["markup", SCRIPT],
  ["escapes of terminals and overrides of direction", ESCAPES],
  ["ten thousand characters", `${"long".repeat(2_500)} ${SCRIPT}`],
  ["ten thousand marks above and below", `e${"\u0301\u0316".repeat(5_000)}`],
] as const) {
  test(`a mail of ${what} is shown as text in every view, on a narrow screen too`, async ({
    demo,
    inbox,
    page,
    request,
    complaints,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await deliverRaw(page, await sandboxOf(request, demo), mail(text));
    await inbox.choose("Hostile");
    const heading = page.getByRole("heading", { name: "Hostile" });
    expect((await heading.boundingBox())?.height).toBeLessThan(220);
    const inboxElement = page.locator("wsmtp-inbox");
    for (const view of VIEWS) {
      await inbox.view(view);
      await expect(inboxElement).not.toContainText(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e]/);
      await expectFits(page);
    }
    await expectAccessible(page);
    await expect(page).not.toHaveTitle("stolen");
    // No element came of it: what looks like one is text.
    await expect(inboxElement.locator("img, script")).toHaveCount(0);
    expect(complaints).toEqual([]);
  });
}

test("an attachment's name is shown and saved without its tricks", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await deliverRaw(page, await sandboxOf(request, demo), mail(`${"x".repeat(300)}${ESCAPES}`));
  await inbox.choose("Hostile");
  const link = page.getByRole("list", { name: "Attachments" }).getByRole("link");
  const { name, content } = await inbox.save(link);
  expect(name).toMatch(/^x+…?.*exe\.fdp$/);
  expect(name.length).toBeLessThan(200);
  expect(name).not.toMatch(/[\x00-\x1f\u202e]/);
  expect(content.toString()).toBe(SCRIPT);
  expect((await link.boundingBox())?.height).toBeLessThan(120);
});
