import type {} from "wsmtp-elements/comparison.js";
import type {} from "wsmtp-elements/console.js";
import type {} from "wsmtp-elements/ladder.js";
import type {} from "wsmtp-elements/lesson.js";
import type {} from "wsmtp-elements/setup.js";
import type {} from "wsmtp-elements/where.js";

/** The one element of this name in the page, which is written with it. */
export function tagged<K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K] {
  const element = document.querySelector(name);
  if (!element) throw new Error(`the page has no <${name}>`);
  return element;
}

/** The part of the page that its HTML calls so. */
export function part(name: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!element) throw new Error(`the page has no part ${name}`);
  return element;
}

/** Says what is wrong; an empty text takes it back. */
export function showTrouble(trouble: unknown): void {
  const place = part("trouble");
  place.textContent = trouble instanceof Error ? trouble.message : String(trouble);
  place.hidden = place.textContent === "";
}

/** Loads what is behind a `<details>` when a reader opens it; anew where it failed the last time. */
export function loadWhenOpened(name: string, load: () => Promise<unknown>): void {
  const details = part(name) as HTMLDetailsElement;
  const begin = (): void => {
    if (details.open) load().then(() => details.removeEventListener("toggle", begin), showTrouble);
  };
  details.addEventListener("toggle", begin);
}
