/** A mail's text as lines to say after DATA: a dot that begins a line is doubled (RFC 5321 section 4.5.2). */
export function stuffed(text: string): readonly string[] {
  const lines = text.replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/);
  return lines.map((line) => (line.startsWith(".") ? `.${line}` : line));
}
