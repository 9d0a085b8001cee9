import type { Page } from "@playwright/test";

/** How much of what is seen a picture keeps: enough for letters to have clean edges. */
const QUALITY = 0.5;

/** Times that a page may grow with its screen until it fits, as panes may that are as high as that. */
const MOST_TRIES = 12;

/** A picture of the whole page on a screen of this width and just as high as it, as a WebP file, which is small. */
export async function picture(page: Page, width: number): Promise<Buffer> {
  await fit(page, width);
  // Without a caret the text would have been changed.
  const png = await page.screenshot({ animations: "disabled", caret: "initial" });
  const desk = await page.context().newPage();
  const webp = await desk.evaluate(asWebp, { png: png.toString("base64"), quality: QUALITY });
  await desk.close();
  return Buffer.from(webp, "base64");
}

async function fit(page: Page, width: number): Promise<void> {
  let height = 0;
  for (let tries = 0, needed = 600; tries < MOST_TRIES && needed !== height; tries += 1) {
    height = needed;
    await page.setViewportSize({ width, height });
    needed = await page.evaluate(heightOfPage);
  }
}

/** Runs in the page, once it has drawn what follows from its new size. */
async function heightOfPage(): Promise<number> {
  for (let frames = 0; frames < 3; frames += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return Math.ceil(document.body.getBoundingClientRect().height);
}

/** Runs in an empty page: from one format to the other, both in base64. */
async function asWebp({ png, quality }: { png: string; quality: number }): Promise<string> {
  const octets = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([octets], { type: "image/png" }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  const webp = await canvas.convertToBlob({ type: "image/webp", quality });
  const found = new Uint8Array(await webp.arrayBuffer());
  return btoa(Array.from(found, (one) => String.fromCharCode(one)).join(""));
}
