/** Letters of a file's ending that are shown; longer ones are no ending. */
const ENDING = /.\.([a-z\d]{1,5})$/i;

/** What browsers show as an image without more ado. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/** Octets of a picture that is shown small: larger ones take long to be read. */
const MAX_PICTURE = 30 * 1024 * 1024;

/** What kind of file it is, in a word: `PDF`, `ZIP`, or only `File`. */
export function kindOf({ name }: File): string {
  return ENDING.exec(name)?.[1]?.toUpperCase() ?? "File";
}

/** Whether a file can be shown small. */
export function isPicture({ size, type }: File): boolean {
  return PICTURE.test(type) && size <= MAX_PICTURE;
}
