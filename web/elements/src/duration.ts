/** A time in milliseconds as a person reads it: `0.4 ms`, `12 ms`, `1.5 s`. */
export function formatDuration(ms: number): string {
  if (ms >= 1_000) return `${trimmed(ms / 1_000, ms < 10_000 ? 2 : 1)} s`;
  return `${trimmed(ms, ms < 10 ? 1 : 0)} ms`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
