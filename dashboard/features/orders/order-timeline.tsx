import { Card, CardHeader } from "@/components/ui/card";
import type { Order } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format/time";

/** What happened to an order, latest first. */
export function OrderTimeline({ order, timeZone }: { order: Order; timeZone: string }) {
  // The API tells it in order, also within one moment.
  const entries = [...order.timeline].reverse();
  return (
    <Card>
      <CardHeader title="History" />
      {entries.length === 0 && <p className="px-5 pt-2 pb-5 text-sm text-ink-faint">Nothing has happened yet.</p>}
      <ol className="px-5 pt-3 pb-5">
        {entries.map((entry, index) => (
          <li key={`${entry.at}-${index}`} className="relative pb-4 pl-6 last:pb-0">
            <span aria-hidden className="absolute top-[7px] left-0 size-2 rounded-full bg-pine" />
            {index < entries.length - 1 && <span aria-hidden className="absolute top-4 bottom-0 left-[3.5px] w-px bg-line-strong" />}
            <p className="text-sm break-words">{entry.message || entry.type}</p>
            <time dateTime={entry.at} className="text-xs text-ink-faint">{formatDateTime(entry.at, timeZone)}</time>
          </li>
        ))}
      </ol>
    </Card>
  );
}
