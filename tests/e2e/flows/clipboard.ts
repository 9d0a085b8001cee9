/** What lies on the clipboard next: one form of it, as another program would have it there. */
export interface Copied {
  readonly type: "text/html" | "text/plain";
  readonly content: string;
}

/** Runs in the page: what is copied next is this instead. */
export function copyNext({ type, content }: Copied): void {
  const copy = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData(type, content);
  };
  document.addEventListener("copy", copy, { capture: true, once: true });
}
