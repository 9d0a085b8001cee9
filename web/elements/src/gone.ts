/** Does something once an element is out of the page for good: one that is moved is back before the script that moves it ends. */
export function onceGone(element: Element, leave: () => void): void {
  queueMicrotask(() => {
    if (!element.isConnected) leave();
  });
}
