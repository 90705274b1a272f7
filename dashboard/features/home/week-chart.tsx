"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { OrdersSummary } from "@/lib/api/types";
import { formatMoney, INTERFACE_LOCALE } from "@/lib/format/money";
import { formatCalendarDay } from "@/lib/format/time";

type Day = OrdersSummary["last_7_days"][number];
/** Heights of bars are numbers; the money shown beside them stays the exact text of the API. */
type Point = { day: string; height: number; money: string; orders: number };

function pointOf({ date, revenue, orders }: Day): Point {
  return { day: formatCalendarDay(date), height: Number(revenue.amount), money: formatMoney(revenue), orders };
}

function DayTooltip({ active, payload }: { active?: boolean; payload?: readonly { payload?: Point }[] }) {
  const point = active ? payload?.[0]?.payload : undefined;
  if (point === undefined) return null;
  return (
    <div className="rounded-lg border border-line bg-surface px-3 py-2 text-sm shadow-float">
      <p className="text-xs text-ink-faint">{point.day}</p>
      <p className="money font-semibold">{point.money}</p>
      <p className="text-xs text-ink-soft tabular-nums">{point.orders === 1 ? "1 order" : `${point.orders} orders`}</p>
    </div>
  );
}

function SpokenWeek({ points }: { points: Point[] }) {
  return (
    <table className="sr-only">
      <caption>Revenue of the last 7 days</caption>
      <thead><tr><th>Day</th><th>Revenue</th><th>Orders</th></tr></thead>
      <tbody>{points.map(({ day, money, orders }) => <tr key={day}><td>{day}</td><td>{money}</td><td>{orders}</td></tr>)}</tbody>
    </table>
  );
}

export function WeekChart({ days, currency }: { days: Day[]; currency: string }) {
  const points = days.map(pointOf);
  const axis = new Intl.NumberFormat(INTERFACE_LOCALE, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 });
  const isEmpty = points.every(({ height }) => height === 0);
  const tick = { fill: "var(--ink-faint)", fontSize: 12 };
  return (
    <div className="relative h-64">
      <SpokenWeek points={points} />
      {isEmpty && <p className="absolute inset-x-0 top-24 z-10 text-center text-sm text-ink-faint">No sales in these days yet.</p>}
      <div aria-hidden className="size-full">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={points} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="day" tickLine={false} axisLine={false} tick={tick} interval="equidistantPreserveStart" minTickGap={6} tickMargin={8} />
            <YAxis width={52} tickLine={false} axisLine={false} tick={tick} tickFormatter={(value: number) => axis.format(value)} {...(isEmpty ? { domain: [0, 100] as const, ticks: [0, 50, 100] } : {})} />
            <Tooltip cursor={{ fill: "var(--sunken)" }} content={DayTooltip} isAnimationActive={false} />
            <Bar dataKey="height" fill="var(--pine)" radius={[5, 5, 0, 0]} maxBarSize={44} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}
