"use client";

import { Input } from "@/components/ui/input";
import { cn } from "@/components/ui/cn";
import { lastDays, lengthOf, PRESETS, type Period } from "@/features/analytics/period";

type Props = { period: Period; today: string; onChange: (period: Period) => void };

/** Usual lengths as buttons, any other as two dates. */
export function PeriodPicker({ period, today, onChange }: Props) {
  const isUpToToday = period.to === today;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div role="group" aria-label="Period" className="flex rounded-lg border border-line bg-surface p-0.5">
        {PRESETS.map(({ days, label }) => (
          <button
            key={days}
            type="button"
            aria-pressed={isUpToToday && lengthOf(period) === days}
            onClick={() => onChange(lastDays(days, today))}
            className="min-h-8 rounded-md px-2.5 text-sm text-ink-soft hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
          >
            {label}
          </button>
        ))}
      </div>
      <div className={cn("flex items-center gap-1.5 text-sm text-ink-faint max-sm:w-full")}>
        <Input
          type="date"
          aria-label="First day"
          className="w-auto max-sm:flex-1"
          max={period.to}
          value={period.from}
          onChange={(event) => event.target.value && onChange({ ...period, from: event.target.value })}
        />
        <span aria-hidden>–</span>
        <Input
          type="date"
          aria-label="Last day"
          className="w-auto max-sm:flex-1"
          min={period.from}
          max={today}
          value={period.to}
          onChange={(event) => event.target.value && onChange({ ...period, to: event.target.value })}
        />
      </div>
    </div>
  );
}
