import { inertBody } from "./inert.js";

/** The files that are pasted or dropped. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])];
}

/**
 * Whether what is pasted is its files alone. Word processors and spreadsheets give a picture of the text beside it, which is
 * not meant; browsers give an image's HTML beside it, which says nothing more.
 */
export function isFilesAlone(transfer: DataTransfer | null): boolean {
  const html = transfer?.getData("text/html") ?? "";
  if (html === "") return (transfer?.getData("text/plain") ?? "") === "";
  const body = inertBody(html);
  return body.textContent.trim() === "" && body.querySelectorAll("img").length === 1;
}
