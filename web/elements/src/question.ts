/** Opens a question, and resolves with whether a button with a value answered it; no where the dialog is closed otherwise. */
export async function isConfirmed(dialog: HTMLDialogElement): Promise<boolean> {
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
  return dialog.returnValue !== "";
}

/** A key that is still held from what opened the dialog answers nothing in it. */
export function ignoreHeldKey(event: KeyboardEvent): void {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}
