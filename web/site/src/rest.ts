/** Does something once the page is there and has nothing better to do: what is for later must not hold it up. */
export function atRest(act: () => void): void {
  const rest = "requestIdleCallback" in globalThis ? requestIdleCallback : setTimeout;
  if (document.readyState === "complete") rest(act);
  else addEventListener("load", () => rest(act), { once: true });
}
