import { inertBody } from "./inert.js";

/** The files that are pasted or dropped; what is in folders is not among them. */
export function filesOf(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === "file");
  const isFolder = items.map((item) => item.webkitGetAsEntry()?.isDirectory ?? false);
  return [...(transfer?.files ?? [])].filter((_, at) => !isFolder[at]);
}

/** Whether a folder is among what is dropped. */
export function hasFolder(transfer: DataTransfer | null): boolean {
  return [...(transfer?.items ?? [])].some((item) => item.webkitGetAsEntry()?.isDirectory ?? false);
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
