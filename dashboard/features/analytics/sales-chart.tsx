"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { SalesDay } from "@/features/analytics/analytics-api";
import { formatMoney, INTERFACE_LOCALE } from "@/lib/format/money";
import { formatCalendarDate } from "@/lib/format/time";

/** Heights of bars are numbers; the money shown beside them stays the exact text of the API. */
type Point = { date: string; day: string; height: number; net: string; gross: string; refunds: string; orders: number };

function pointOf({ date, net, gross, refunds, orders }: SalesDay): Point {
  return {
    date,
    day: formatCalendarDate(date),
    height: Number(net.amount),
    net: formatMoney(net),
    gross: formatMoney(gross),
    refunds: formatMoney(refunds),
    orders,
  };
}

function DayTooltip({ active, payload }: { active?: boolean; payload?: readonly { payload?: Point }[] }) {
  const point = active ? payload?.[0]?.payload : undefined;
  if (point === undefined) return null;
  return (
    <div className="rounded-lg border border-line bg-surface px-3 py-2 text-sm shadow-float">
      <p className="text-xs text-ink-faint">{point.day}</p>
      <p className="money font-semibold">{point.net} net</p>
      <p className="text-xs text-ink-soft tabular-nums">
        {point.gross} paid, {point.refunds} back · {point.orders === 1 ? "1 order" : `${point.orders} orders`}
      </p>
    </div>
  );
}

function SpokenDays({ points, onDay }: { points: Point[]; onDay: (date: string) => void }) {
  return (
    <table className="sr-only">
      <caption>Net sales by day</caption>
      <thead><tr><th>Day</th><th>Net</th><th>Paid</th><th>Refunds</th><th>Orders</th></tr></thead>
      <tbody>
        {points.map(({ date, day, net, gross, refunds, orders }) => (
          <tr key={date}>
            <td><button type="button" onClick={() => onDay(date)}>{day}</button></td>
            <td>{net}</td><td>{gross}</td><td>{refunds}</td><td>{orders}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Props = { days: SalesDay[]; currency: string; onDay: (date: string) => void };

/** Net sales by day; a bar opens the orders and refunds it is made of. */
export function SalesChart({ days, currency, onDay }: Props) {
  const points = days.map(pointOf);
  const axis = new Intl.NumberFormat(INTERFACE_LOCALE, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 });
  const isEmpty = points.every(({ height, orders }) => height === 0 && orders === 0);
  return (
    <div className="relative">
      <div aria-hidden className="h-72">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={points} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="day" tickLine={false} axisLine={false} minTickGap={28} tick={{ fontSize: 12, fill: "var(--ink-faint)" }} />
            <YAxis width={52} tickLine={false} axisLine={false} tickFormatter={(value: number) => axis.format(value)} tick={{ fontSize: 12, fill: "var(--ink-faint)" }} />
            <Tooltip content={DayTooltip} cursor={{ fill: "var(--sunken)" }} isAnimationActive={false} />
            <Bar dataKey="height" fill="var(--pine)" radius={[3, 3, 0, 0]} maxBarSize={36} isAnimationActive={false} cursor="pointer" onClick={(_, index) => { const point = points[index]; if (point) onDay(point.date); }} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      {isEmpty && <p className="absolute inset-0 grid place-items-center pb-6 text-sm text-ink-faint">No sales in these days.</p>}
      <SpokenDays points={points} onDay={onDay} />
    </div>
  );
}
