/**
 * Whether a text fits a pattern, in which `*` stands for any characters or none. Letters in any case; spaces at the ends
 * count for nothing. Takes time in proportion to both, whoever wrote the pattern.
 */
export function fits(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.trim().toLowerCase().split("*");
  const given = text.trim().toLowerCase();
  const last = others.pop();
  if (last === undefined) return given === first;
  if (!given.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = given.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return given.length - last.length >= from && given.endsWith(last);
}

/** Whether a text fits one of these patterns. */
export function fitsOne(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => fits(pattern, text));
}

/** Whether a reply's code fits a pattern of three digits, in which `x` is any digit. */
export function fitsCode(pattern: string, code: string): boolean {
  return (
    pattern.length === code.length && [...pattern].every((d, at) => d === "x" || d === code[at])
  );
}
