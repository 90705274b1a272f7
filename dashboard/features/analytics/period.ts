/** Days as ISO dates of the store's own calendar; they have no zone to convert. */
export type Period = { from: string; to: string };

const DAY = 86_400_000;
export const PRESETS = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "12 months" },
] as const;

/** Today at the store, e.g. "2026-11-23". */
export function todayIn(timeZone: string, now: Date = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The last `days` days, today included. */
export function lastDays(days: number, today: string): Period {
  return { from: addDays(today, 1 - days), to: today };
}

export function lengthOf({ from, to }: Period): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY) + 1;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Reads a period out of an address: what is missing, backwards or over a year becomes the last 30 days. */
export function periodFrom(from: string, to: string, today: string): Period {
  const period = { from, to };
  if (!isDay(from) || !isDay(to)) return lastDays(30, today);
  const length = lengthOf(period);
  return length >= 1 && length <= 366 ? period : lastDays(30, today);
}

/** Change against the period before in whole percent; null where there is nothing to compare with. */
export function changeOf(now: string, before: string): number | null {
  const base = Number(before);
  return base > 0 ? Math.round(((Number(now) - base) / base) * 100) : null;
}

/** Share of a whole in percent with one decimal; 0 of nothing is 0. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 1000) / 10 : 0;
}
