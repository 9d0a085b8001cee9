import type { Page } from "@playwright/test";
import { expect, test } from "../parts/fixtures.js";

/** One red pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

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

test("what the server will not take is said before anything is sent", async ({ compose, page }) => {
  await attachments(page).evaluate((element) => Object.assign(element, { limit: 50_000 }));
  await compose.attach(NOTES, { ...NOTES, name: "large.bin", buffer: Buffer.alloc(60_000) });
  const alert = attachments(page).getByRole("alert");
  await expect(alert).toHaveText(
    /^Too large: .* about 81 KiB, and the server takes 49 KiB\. .*Remove some.*\.$/,
  );
  await expect(attachments(page).getByText("more than the server takes")).toHaveCount(1);
  await page.getByRole("button", { name: "Remove large.bin" }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Attach files" })).toBeFocused();
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

test("a hostile name is text, and nothing turns it around", async ({ compose, page }) => {
  await compose.attach({ ...NOTES, name: "<img src=x onerror=alert(1)>\u202etxt.exe" });
  await expect(
    attachments(page).getByText("<img src=x onerror=alert(1)>\ufffdtxt.exe"),
  ).toBeVisible();
  await expect(attachments(page).locator("li img")).toHaveCount(0);
});

function attachments(page: Page) {
  return page.locator("wsmtp-attachments");
}

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
