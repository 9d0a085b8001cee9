/** Whether a value is an object whose members are of these types. */
export function hasMembers(
  value: unknown,
  members: Readonly<Record<string, "string" | "number" | "boolean" | "array">>,
): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const known: Record<string, unknown> = { ...value };
  return Object.entries(members).every(([name, type]) =>
    type === "array" ? Array.isArray(known[name]) : typeof known[name] === type,
  );
}

/** Whether a value is a list of what `is` knows. */
export function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}
