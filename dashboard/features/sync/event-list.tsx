"use client";

import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { CardBody } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { eventsQuery, type SyncEvent } from "@/features/sync/sync-api";
import { EVENTS, REACTIONS } from "@/features/sync/sync-words";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

const PER_PAGE = 20;

function EventRow({ row, isNamed }: { row: SyncEvent; isNamed: boolean }) {
  const store = useStore();
  const path = useStorePath();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-48 flex-1">
        {isNamed ? <Link className="font-medium wrap-anywhere hover:underline" href={path(`products/${row.product_id}`)}>{row.title}</Link> : <span className="font-medium wrap-anywhere">{row.title}</span>}
        <span className="block text-ink-faint">{EVENTS[row.event]}: <span className="tabular-nums">{row.before || "–"} → {row.after || "–"}</span></span>
        {row.message && <span className="block text-amber">{row.message}</span>}
      </span>
      <Badge tone={row.is_done ? "neutral" : "warn"}>{REACTIONS[row.reaction]}</Badge>
      <span className="text-ink-faint">{formatAgo(row.at, store.time_zone)}</span>
    </li>
  );
}

/** What checks found and what was done, of all products or of one. */
export function EventList({ productId }: { productId?: string }) {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(eventsQuery(store.id, { page, per_page: PER_PAGE, ...(productId ? { product_id: productId } : {}) }));
  if (list.isPending) return <CardBody><Skeleton className="w-2/3" /></CardBody>;
  if (list.data === undefined) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.total === 0) return <EmptyState icon={RefreshCw} title="Nothing yet" className="py-8"><p>Prices and stock at your suppliers are checked every night, best sellers every hour.</p></EmptyState>;
  return (
    <>
      <ul>{list.data.rows.map((row) => <EventRow key={row.id} row={row} isNamed={productId === undefined} />)}</ul>
      {list.data.total > PER_PAGE && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} of="what was found" />}
    </>
  );
}
