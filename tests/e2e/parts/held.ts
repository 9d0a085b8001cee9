import type { Page } from "@playwright/test";

/** What a page asks for, held back until it is decided what becomes of it; what it asks for later passes. */
export interface Held {
  /** Resolves when the page has asked for the first time. */
  readonly asked: Promise<void>;
  /** Lets it through. */
  release(): void;
  /** Has it fail, as where the network is gone. */
  fail(): void;
}

/** Holds back what a page asks for at these addresses. */
export async function holdBack(page: Page, url: string | RegExp): Promise<Held> {
  let ask = (): void => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  let decide: (fate: "continue" | "abort") => void = () => undefined;
  const decided = new Promise<"continue" | "abort">((resolve) => (decide = resolve));
  let isDecided = false;
  void decided.then(() => (isDecided = true));
  await page.route(url, async (route) => {
    if (isDecided) return route.continue();
    ask();
    await route[await decided]();
  });
  return { asked, release: () => decide("continue"), fail: () => decide("abort") };
}
