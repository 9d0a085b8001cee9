import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import axe from "axe-core";

/** Nothing is wider than the screen. */
export async function expectFits(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}

/** axe finds nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  // Inside the frame is the mail's HTML, which runs no scripts, not even those that look.
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run({ exclude: "iframe" }, { iframes: false }),
  );
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
}
