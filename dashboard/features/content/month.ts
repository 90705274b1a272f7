export type Day = { date: string; number: number; isInMonth: boolean };

/** Returns the weeks of a month (`2026-11`), Monday first, padded with days of its neighbours. */
export function weeksOf(month: string): Day[][] {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  const first = new Date(Date.UTC(year, number - 1, 1));
  const start = new Date(first);
  start.setUTCDate(1 - ((first.getUTCDay() + 6) % 7));
  const weeks: Day[][] = [];
  const day = new Date(start);
  do {
    const week: Day[] = [];
    for (let place = 0; place < 7; place++) {
      week.push({ date: day.toISOString().slice(0, 10), number: day.getUTCDate(), isInMonth: day.getUTCMonth() === number - 1 });
      day.setUTCDate(day.getUTCDate() + 1);
    }
    weeks.push(week);
  } while (day.getUTCMonth() === number - 1);
  return weeks;
}

/** Returns the month `steps` away. */
export function monthBeside(month: string, steps: number): string {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + steps, 1)).toISOString().slice(0, 7);
}

/** Returns the day an instant falls on in a time zone, as `2026-11-23`. */
export function dayIn(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(iso));
}
