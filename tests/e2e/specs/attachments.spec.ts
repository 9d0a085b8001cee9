import type { Page } from "@playwright/test";
import { expectAccessible, expectFits } from "../parts/accessible.js";
import { expect, test } from "../parts/fixtures.js";

/** One red pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const SCRIPT = `<img src=x onerror="document.title='stolen'">`;

const NOTES = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") };
const PICTURE = { name: "dot.png", mimeType: "image/png", buffer: PIXEL };

test.beforeEach(async ({ demo, compose }) => compose.open(demo.url()));

test("files are listed with their kind and size, pictures as pictures", async ({
  compose,
  page,
}) => {
  await compose.attach(NOTES, PICTURE);
  const list = attachments(page).getByRole("listitem");
  await expect(list).toHaveCount(2);
  await expect(list.nth(0)).toContainText("TXT");
  await expect(list.nth(0)).toContainText("5 bytes");
  const picture = list.nth(1).locator("img");
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(1);
});

test("a file is renamed by keyboard, and sent by that name", async ({
  demo,
  compose,
  inbox,
  page,
}) => {
  await compose.attach(NOTES);
  await page.getByRole("button", { name: "Rename notes.txt" }).press("Enter");
  const name = page.getByLabel("Name of the file");
  await expect(name).toBeFocused();
  await page.keyboard.type("Ünsere Notizen");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Rename Ünsere Notizen.txt" })).toBeFocused();

  await page.keyboard.press("Enter");
  await page.keyboard.type("never");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Rename Ünsere Notizen.txt" })).toBeFocused();

  await compose.fill({ To: "friend@sandbox.test", Subject: "Renamed" });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  await page.goto(demo.url("inbox.html"));
  await inbox.choose("Renamed");
  expect((await inbox.download("Ünsere Notizen.txt")).toString()).toBe("notes");
});

test("what the server will not take is said before anything is sent", async ({
  compose,
  demo,
  page,
  request,
}) => {
  const setup = demo.url("sandbox/setup");
  await request.put(setup, { data: "offer: size=50000" });
  await compose.attach(NOTES, { ...NOTES, name: "large.bin", buffer: Buffer.alloc(60_000) });
  const alert = attachments(page).getByRole("alert");
  await expect(alert).toHaveText(
    /^Too large: .* about 81 KiB, and the server takes 49 KiB\. .*Remove some.*\.$/,
  );
  await expect(attachments(page).getByText("more than the server takes")).toHaveCount(1);
  await page.getByRole("button", { name: "Remove large.bin" }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Attach files" })).toBeFocused();
  await expect(attachments(page).getByText("of 49 KiB")).toBeVisible();
  await request.put(setup, { data: "" });
});

test("files are pasted and dropped anywhere on the form, but not what comes with text", async ({
  compose,
  page,
}) => {
  await transfer(page, "drop", "Subject", { files: ["dropped.txt"] });
  await expect(attachments(page).getByRole("listitem")).toHaveCount(1);
  await transfer(page, "paste", "Subject", { files: ["pasted.txt"] });
  await expect(attachments(page).getByRole("listitem")).toHaveCount(2);
  await transfer(page, "paste", "Subject", { files: ["picture.png"], text: "a cell" });
  await expect(attachments(page).getByText("picture.png")).toHaveCount(0);
  await expect(compose.field("Subject")).toHaveValue("");
});

test("a hundred files are the most", async ({ compose, page }) => {
  const many = Array.from({ length: 101 }, (_, at) => ({ ...NOTES, name: `${at}.txt` }));
  await compose.attach(...many);
  await expect(attachments(page).getByRole("listitem")).toHaveCount(100);
  await expect(attachments(page).getByRole("alert")).toContainText("100 files at most");
});

for (const [what, name, shown, refused] of [
  ["markup", `${SCRIPT}.exe`, `${SCRIPT}.exe`],
  ["escapes", "\x1b[2J\x07.exe", "␛[2J␇.exe", /holds a control character: remove it/],
  ["overrides of direction", "\u202etxt.exe", "\ufffdtxt.exe"],
  [
    "ten thousand characters",
    `${"long".repeat(2_500)}.exe`,
    "…longlonglong.exe",
    /longer than 1020/,
  ],
  ["ten thousand marks", `e${"\u0301\u0316".repeat(5_000)}.exe`, ".exe", /longer than 1020/],
] as const) {
  test(`a file's name of ${what} is text on a narrow screen, and can be made another`, async ({
    compose,
    page,
    complaints,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await compose.fill({ To: "friend@sandbox.test", Subject: "Named" });
    await compose.attach({ ...NOTES, name });
    const line = attachments(page).getByRole("listitem");
    await expect(line).toContainText(shown);
    await expect(line).toContainText("EXE");
    await expect(attachments(page)).not.toContainText(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202e]/);
    expect((await line.boundingBox())?.height).toBeLessThan(300);
    await expectFits(page);
    if (refused) {
      await compose.send();
      await compose.expectNotice(refused);
    }
    await page.getByRole("button", { name: /^Rename / }).click();
    const field = page.getByLabel("Name of the file");
    expect(await field.inputValue()).not.toMatch(/[\x00-\x1f\u202e]/);
    await expectFits(page);
    await expectAccessible(page);
    await page.keyboard.type("plain");
    await page.keyboard.press("Enter");
    await expect(line).toContainText("plain.exe");
    await compose.send();
    await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
    await expect(attachments(page).locator("img, script")).toHaveCount(0);
    await expect(page).not.toHaveTitle("stolen");
    expect(complaints).toEqual([]);
  });
}

function attachments(page: Page) {
  return page.locator("wsmtp-attachments");
}

test("a file that is dropped beside the form does not take the page's place", async ({ page }) => {
  const isKept = await page.locator("body").evaluate((body) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["missed"], "missed.txt"));
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    return !body.dispatchEvent(drop);
  });
  expect(isKept).toBe(true);
  await expect(page.getByText("missed.txt")).toHaveCount(0);
});

/** Pastes or drops files on a field, with or without a text beside them. */
async function transfer(
  page: Page,
  type: "paste" | "drop",
  field: string,
  what: { readonly files: readonly string[]; readonly text?: string },
): Promise<void> {
  const data = await page.evaluateHandle(({ files, text }) => {
    const transfer = new DataTransfer();
    for (const name of files) transfer.items.add(new File(["x"], name, { type: "text/plain" }));
    if (text !== undefined) transfer.setData("text/plain", text);
    return transfer;
  }, what);
  await page.getByLabel(field, { exact: true }).evaluate(
    (input, { type, data }) => {
      const about = { bubbles: true, cancelable: true, composed: true };
      input.dispatchEvent(
        type === "paste"
          ? new ClipboardEvent(type, { ...about, clipboardData: data })
          : new DragEvent(type, { ...about, dataTransfer: data }),
      );
    },
    { type, data },
  );
}
