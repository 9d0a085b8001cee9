import { expect, test } from "../parts/fixtures.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";
import { startTracker } from "../parts/tracker.js";

const SCRIPT = `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`;

test("hostile text in a mail stays text", async ({ demo, compose, inbox, page }) => {
  await compose.open(demo.url());
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
<link rel="stylesheet" href="${tracker.origin}/a.css"><style>@import "${tracker.origin}/b.css";</style></head>
<body onload="top.document.title='stolen'"><p>You win</p>
${SCRIPT}
<img src="${tracker.origin}/pixel.png"><iframe src="${tracker.origin}/frame"></iframe>
<form action="${tracker.origin}/"><button>Claim</button></form></body></html>`,
  );
  await inbox.choose("Win");
  await inbox.view("HTML");
  const frame = page.frameLocator('iframe[title="The mail’s HTML"]');
  await expect(frame.getByText("You win")).toBeVisible();
  // The page's style for mails reaches into the frame, though the frame has no origin.
  await expect(frame.locator("body")).toHaveCSS("margin", "18px 20px");
  const blocked = page.waitForEvent("console", (said) => /blocked form/i.test(said.text()));
  await frame.getByRole("button", { name: "Claim" }).click();
  await blocked;
  await request.get(`${tracker.origin}/control`);
  await expect(page).not.toHaveTitle("stolen");
  expect(tracker.asked).toEqual(["/control"]);
  await tracker.stop();
});

test("what a hostile server says stays text", async ({ compose, gatewayTo, scripted, page }) => {
  const upstream = await scripted((line) => ({
    say: line === "" ? `220 ${SCRIPT}` : `550 5.7.1 \u202e\x1b[2J ${SCRIPT}`,
  }));
  await compose.open((await gatewayTo(upstream)).url());
  await compose.fill({ From: "ada@sandbox.test", To: "friend@sandbox.test" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "held");
  await expect(compose.outcome).toContainText(`[2J ${SCRIPT}`);
  await expect(compose.outcome).not.toContainText(/[\x1b\u202e]/);
  expect((await compose.conversation())[0]).toBe(`S 220 ${SCRIPT}`);
  await expect(page).not.toHaveTitle("stolen");
});
