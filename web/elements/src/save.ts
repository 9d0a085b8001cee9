/** Milliseconds after which a browser has certainly begun to read what it saves; some ask the person first. */
const TAKEN_OVER = 60_000;

/** Saves a file under this name, as a link does that somebody clicks. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_OVER);
}
