import type { Funnel } from "@/features/analytics/analytics-api";
import { shareOf } from "@/features/analytics/period";

const STAGES: { key: keyof Funnel; label: string }[] = [
  { key: "visits", label: "Visits" },
  { key: "carts", label: "Put into the cart" },
  { key: "checkouts", label: "Came to the checkout" },
  { key: "paid", label: "Paid" },
];

/** How many visits came how far, as bars against all visits. */
export function FunnelBars({ funnel }: { funnel: Funnel }) {
  return (
    <ol className="space-y-3">
      {STAGES.map(({ key, label }) => {
        const share = shareOf(funnel[key], funnel.visits);
        return (
          <li key={key}>
            <div className="flex items-baseline justify-between gap-3 text-sm">
              <span>{label}</span>
              <span className="tabular-nums">
                <span className="font-medium">{funnel[key].toLocaleString("en-GB")}</span>
                {key !== "visits" && <span className="ml-2 inline-block w-14 text-right text-ink-faint">{share} %</span>}
              </span>
            </div>
            <div aria-hidden className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken">
              <div className="h-full rounded-full bg-pine" style={{ width: `${funnel.visits === 0 ? 0 : Math.max(share, funnel[key] > 0 ? 1 : 0)}%` }} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
