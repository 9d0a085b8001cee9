const UNITS = ["bytes", "KiB", "MiB", "GiB"] as const;

/** A number of bytes as a person reads it: `5 MiB`, `1.4 KiB`, `12 bytes`. */
export function formatSize(bytes: number): string {
  if (bytes === 1) return "1 byte";
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${UNITS[power]}`;
}
