import type { Locator } from "@playwright/test";
import { ConsolePart } from "../parts/console-part.js";
import { Editor } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { holdBack } from "../parts/held.js";
import { LadderPart } from "../parts/ladder-part.js";
import { deliverRaw } from "../parts/raw-mail.js";
import { sandboxOf } from "../parts/sandbox.js";

/** Puts an element into another parent, as pages do that are laid out anew. */
async function move(element: Locator): Promise<void> {
  await element.evaluate((one) => {
    const parent = document.createElement("section");
    one.parentElement?.append(parent);
    parent.append(one);
  });
}

test("an inbox that is moved goes on showing its mail, in the same view, and hears of others", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await request.delete(demo.url("sandbox/messages"));
  await inbox.open(demo.url("inbox.html"));
  const sandbox = await sandboxOf(request, demo);
  await deliverRaw(page, sandbox, "Subject: First\n\nHello.");
  await inbox.choose("First");
  await inbox.view("Headers");
  await move(page.locator("wsmtp-inbox"));
  await expect(page.getByRole("tabpanel", { name: "Headers" })).toContainText("First");
  await expect(await inbox.view("Text")).toHaveText("Hello.");
  await expect(page.getByTitle("New mails appear by themselves")).toBeVisible();
  await deliverRaw(page, sandbox, "Subject: Second\n\nHello.");
  await inbox.choose("Second");
});

test("an inbox that leaves while a mail opens, and comes back, opens it again", async ({
  demo,
  inbox,
  page,
  request,
}) => {
  await request.delete(demo.url("sandbox/messages"));
  await inbox.open(demo.url("inbox.html"));
  await deliverRaw(page, await sandboxOf(request, demo), "Subject: First\n\nHello.");
  await expect(inbox.article("First")).toBeVisible();
  const source = /\/sandbox\/messages\/\d+$/;
  const { asked, release } = await holdBack(page, source);
  await page.reload();
  await asked;
  await expect(page.getByText("Opening the mail…")).toBeVisible();
  const element = await page.locator("wsmtp-inbox").elementHandle();
  const answered = page.waitForResponse(source);
  await element?.evaluate((one) => one.remove());
  release();
  await (await answered).finished();
  await page.locator("main").evaluate((main, one) => main.append(one as Node), element);
  await expect(inbox.article("First")).toContainText("Hello.");
});

test("a console that is moved stays connected", async ({ page, stage }) => {
  const part = new ConsolePart(page);
  await page.goto(stage.origin);
  await part.practise();
  await part.connect();
  await part.say("EHLO me.example", /^250 /);
  await part.input.fill("NOOP");
  await move(page.locator("wsmtp-console"));
  await expect(part.standing).toHaveAttribute("data-connection", "open");
  await expect(part.input).toHaveValue("NOOP");
  await part.say("NOOP", /^250 /);
  expect((await part.lines())[0]).toMatch(/^S 220 /);
  await part.say("QUIT", /^221 /);
});

test("a console that is taken out of the page hangs up", async ({ page, stage }) => {
  const part = new ConsolePart(page);
  await page.goto(stage.origin);
  await part.practise();
  await part.connect();
  const standing = await page.locator("wsmtp-console").evaluate(async (one) => {
    const closed = new Promise((resolve) =>
      one.addEventListener("connection", (event) => resolve((event as CustomEvent).detail)),
    );
    one.remove();
    return closed;
  });
  expect(standing).toBe("closed");
});

test("a ladder that is moved keeps what is unfolded, and fits into its new place", async ({
  page,
  stage,
}) => {
  const part = new LadderPart(page);
  await page.goto(stage.origin);
  const content = Array.from({ length: 30 }, (_, at) => `C: line ${at}`);
  await part.show(["S: 220 mx", "C: DATA", "S: 354 go", ...content, "C: .", "S: 250 fine"]);
  await page.getByRole("button", { name: "Unfold all" }).click();
  await expect(part.words("line 29")).toBeVisible();
  const element = page.locator("wsmtp-ladder");
  await move(element);
  await expect(part.words("line 29")).toBeVisible();
  await element.evaluate((one) => (one.parentElement!.style.inlineSize = "300px"));
  await expect(part.picture).toHaveAttribute("width", "300");
});

test("a compose window that is moved keeps what is written, and sends it", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await compose.open(demo.url());
  await compose.fill({ To: "Ada <ada@sandbox.test>", Cc: "grace@sandbox.test" });
  await compose.attach({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Bold").click();
  await page.keyboard.type("Bold words");
  await compose.field("Subject").fill("Moved");
  // At once: nothing of it is on the disk yet.
  await move(page.locator("wsmtp-compose"));
  await compose.field("Subject").press("End");
  await page.keyboard.type(" along");
  await compose.saved();
  await expect(compose.field("Subject")).toHaveValue("Moved along");
  await expect(compose.chips("To")).toHaveText([/Ada\s+ada@sandbox\.test/]);
  await expect(compose.chips("Cc")).toHaveText(["grace@sandbox.test"]);
  await expect(page.getByText("notes.txt", { exact: true })).toBeVisible();
  await editor.ready();
  await expect(editor.text.locator("b, strong")).toHaveText("Bold words");
  await expect(page.getByRole("button", { name: "Drafts (1)" })).toBeVisible();

  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await expect(compose.field("Subject")).toHaveValue("");
  await move(page.locator("wsmtp-compose"));
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await inbox.open(demo.url("inbox.html"));
  await inbox.choose("Moved along");
  expect((await inbox.download("notes.txt")).toString()).toBe("notes");
});
