const UNITS = ["KB", "MB", "GB"] as const;

/** The size of a file as people say it: "900 bytes", "12 KB", "3.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size.toLocaleString("en-GB", { maximumFractionDigits: size < 9.95 ? 1 : 0 })} ${UNITS[unit]}`;
}
