import { randomBytes } from "node:crypto";
import { expect, test } from "../parts/fixtures.js";

test("a mail written with the keyboard alone lies in the inbox", async ({
  demo,
  compose,
  inbox,
  page,
  complaints,
}) => {
  const notes = randomBytes(100_000);
  await compose.open(demo.url());
  const { keyboard } = page;

  await compose.field("From").focus();
  await keyboard.press("Tab");
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("Grace Hopper <grace@sandbox.test>");
  for (let skipped = 0; skipped < 3; skipped += 1) await keyboard.press("Tab");
  await keyboard.type("By keyboard");
  await keyboard.press("Tab");
  await keyboard.type("Hello Grace,\n\nno mouse was used.");
  // Past the tools, which are one stop.
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  const chooser = page.waitForEvent("filechooser");
  await keyboard.press("Enter");
  await (
    await chooser
  ).setFiles([
    { name: "notes.bin", mimeType: "application/octet-stream", buffer: notes },
    { name: "mistake.txt", mimeType: "text/plain", buffer: Buffer.from("not this one") },
  ]);
  await expect(page.getByText("2 files attached")).toBeAttached();
  // Past the first file's buttons to the second's Remove.
  for (let skipped = 0; skipped < 4; skipped += 1) await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(page.getByText("mistake.txt")).toHaveCount(0);
  // Back at the button that attaches: past one file's buttons, the server.
  for (let skipped = 0; skipped < 4; skipped += 1) await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeFocused();
  await keyboard.press("Enter");

  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect(compose.outcome).toContainText("grace@sandbox.test");
  await page.getByRole("link", { name: "Read it in the inbox" }).press("Enter");

  await inbox.choose("By keyboard");
  await expect(await inbox.view("Text")).toHaveText("Hello Grace,\n\nno mouse was used.");
  expect(await inbox.download("notes.bin")).toEqual(notes);
  expect(complaints).toEqual([]);
});

test("the conversation is shown while it goes on and kept with the mail, without the password", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await compose.open(demo.url());
  const password = await compose.field("Password").inputValue();
  await compose.fill({ To: "friend@sandbox.test", Subject: "Overheard", Text: "Psst." });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");

  const live = await compose.conversation();
  expect(live[0]).toMatch(/^S 220 /);
  for (const said of [
    /^C EHLO /,
    /^C STARTTLS$/,
    /^C AUTH .*\*\*\*/,
    /^S 235 /,
    /^C MAIL FROM:/,
    /^C BDAT \d+ LAST$/,
  ]) {
    expect(
      live.find((line) => said.test(line)),
      String(said),
    ).toBeDefined();
  }
  await expect(page.locator("wsmtp-transcript .tls")).toContainText("TLSv1.3");

  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Overheard");
  await inbox.view("Conversation");
  const kept = await compose.conversation();
  expect(kept.find((line) => /^C AUTH .*\*\*\*/.test(line))).toBeDefined();
  for (const secret of [password, Buffer.from(password).toString("base64")]) {
    expect(live.concat(kept).join("\n")).not.toContain(secret);
  }
});

test("the HTML version says what the text says", async ({ demo, compose, inbox, page }) => {
  await compose.openWhole(demo.url());
  await compose.fill({
    To: "friend@sandbox.test",
    Subject: "Two versions",
    Text: "1 < 2 & 3 > 2\n\nSee https://example.org/a?b=1&c=2.",
  });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Two versions");
  await inbox.view("HTML");
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("div")).toHaveText([
    "1 < 2 & 3 > 2",
    "",
    "See https://example.org/a?b=1&c=2.",
  ]);
  await expect(frame.getByRole("link")).toHaveAttribute("href", "https://example.org/a?b=1&c=2");
});
