/** An error's words as a sentence: with a capital letter and a full stop. */
export function sentence(words: string): string {
  const end = /[.!?]$/.test(words) ? "" : ".";
  return words.charAt(0).toUpperCase() + words.slice(1) + end;
}

/** What went wrong, as a sentence, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return sentence(error instanceof Error ? error.message : String(error));
}
