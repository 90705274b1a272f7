export type LedgerDay = { on: string; purpose: string; cost_usd: string };
export type StackedDay = { on: string; total: number; parts: { purpose: string; share: number }[] };

/** Stacks costs by day; shares are percent of the dearest day, so that they are heights of bars. */
export function daysStacked(rows: readonly LedgerDay[]): { purposes: string[]; days: StackedDay[] } {
  const purposes = [...new Set(rows.map(({ purpose }) => purpose))].sort();
  const byDay = new Map<string, LedgerDay[]>();
  for (const row of rows) byDay.set(row.on, [...(byDay.get(row.on) ?? []), row]);
  const totals = new Map([...byDay].map(([on, parts]) => [on, parts.reduce((sum, part) => sum + Number(part.cost_usd), 0)]));
  const dearest = Math.max(0, ...totals.values());
  const days = [...byDay].sort(([a], [b]) => a.localeCompare(b)).map(([on, parts]) => ({
    on,
    total: totals.get(on) ?? 0,
    parts: parts.map(({ purpose, cost_usd: cost }) => ({ purpose, share: dearest === 0 ? 0 : (Number(cost) / dearest) * 100 })),
  }));
  return { purposes, days };
}
