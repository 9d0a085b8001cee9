import { isPicture } from "./kind.js";

/** Addresses that pictures are shown from, for as long as they are listed. */
export class Thumbnails {
  private readonly byFile = new Map<File, string>();

  /** Where a file is shown from; nothing for one that is no picture. */
  of(file: File): string | undefined {
    if (!isPicture(file)) return undefined;
    const known = this.byFile.get(file);
    if (known !== undefined) return known;
    const url = URL.createObjectURL(file);
    this.byFile.set(file, url);
    return url;
  }

  /** Forgets all but these. */
  keep(files: readonly File[]): void {
    for (const [file, url] of this.byFile) {
      if (files.includes(file)) continue;
      URL.revokeObjectURL(url);
      this.byFile.delete(file);
    }
  }
}
