/** The address of the web that a text is; null where it is none. `URL.parse` and `URL.canParse` are too new to be used. */
export function parsedUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
