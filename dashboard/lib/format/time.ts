import { INTERFACE_LOCALE } from "@/lib/format/money";

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(INTERFACE_LOCALE, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(INTERFACE_LOCALE, { ...options, timeZone: "UTC" });
  }
}

/** "22 Nov 2026, 14:05" in the store's time zone. */
export function formatDateTime(iso: string, timeZone: string): string {
  return formatter(timeZone, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** "22 Nov 2026" in the store's time zone. */
export function formatDay(iso: string, timeZone: string): string {
  return formatter(timeZone, { dateStyle: "medium" }).format(new Date(iso));
}

/** A calendar date without a time ("2026-11-22") as "Sun 22". It has no zone to convert. */
export function formatCalendarDay(day: string): string {
  return formatter("UTC", { weekday: "short", day: "numeric" }).format(new Date(`${day}T00:00:00Z`));
}

/** A calendar date without a time ("2026-11-22") as "22 Nov". */
export function formatCalendarDate(day: string): string {
  return formatter("UTC", { day: "numeric", month: "short" }).format(new Date(`${day}T00:00:00Z`));
}

/** "14:05" in the store's time zone. */
export function formatTime(iso: string, timeZone: string): string {
  return formatter(timeZone, { timeStyle: "short" }).format(new Date(iso));
}

/** "just now", "5 min ago", "3 h ago", then the date. */
export function formatAgo(iso: string, timeZone: string, now: number = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return formatDay(iso, timeZone);
}

/** A length of time: "0.8 s", "12 s", "2 min 05 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
