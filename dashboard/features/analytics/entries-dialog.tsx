"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/states";
import { Skeleton } from "@/components/ui/skeleton";
import { entriesQuery } from "@/features/analytics/analytics-api";
import type { Period } from "@/features/analytics/period";
import { Pagination } from "@/features/lists/pagination";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

type Props = { period: Period; title: string; onClose: () => void };

/** The orders and refunds behind a number, each a link to its order. */
export function EntriesDialog({ period, title, onClose }: Props) {
  const store = useStore();
  const path = useStorePath();
  const [page, setPage] = useState(1);
  const entries = useQuery(entriesQuery(store.id, { ...period, page, per_page: 20 }));
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title} description="The sales and refunds this number is made of.">
      {entries.isError && <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isPending && <Skeleton className="h-40 w-full" />}
      {entries.data?.rows.length === 0 && <p className="py-6 text-center text-sm text-ink-soft">Nothing was sold or refunded.</p>}
      <ul className="max-h-[50vh] divide-y divide-line overflow-y-auto">
        {entries.data?.rows.map((entry) => (
          <li key={entry.id} className="relative flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm hover:bg-sunken/60">
            <Link href={path(`orders/${entry.order_id}`)} className="font-medium after:absolute after:inset-0">#{entry.order_number}</Link>
            <Badge tone={entry.kind === "SALE" ? "good" : "warn"}>{entry.kind === "SALE" ? "Sale" : "Refund"}</Badge>
            <span className="flex-1 text-xs text-ink-faint">{formatDateTime(entry.at, store.time_zone)}</span>
            <span className="money font-medium">{formatMoney(entry.gross)}</span>
          </li>
        ))}
      </ul>
      {entries.data && <Pagination page={entries.data.page} perPage={entries.data.perPage} total={entries.data.total} onPage={setPage} />}
    </Dialog>
  );
}
