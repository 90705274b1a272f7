"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { Pagination } from "@/features/lists/pagination";
import { SOURCES } from "@/features/research/words";
import { mappedQuery, type Mapped } from "@/features/sync/sync-api";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

const PER_PAGE = 20;

function Overdue({ row }: { row: Mapped }) {
  const store = useStore();
  const path = useStorePath();
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-t border-line px-5 py-2.5 text-sm">
      <span className="min-w-48 flex-1 wrap-anywhere"><Link className=" hover:underline" href={path(`products/${row.product_id}`)}>{row.title}</Link>{row.is_best_seller && <> <Badge tone="copper">Sells well</Badge></>}<span className="block text-xs text-ink-faint">{SOURCES[row.provider] ?? row.provider} · {row.sku_id}</span></span>
      {row.message && <span className="text-amber">{row.message}</span>}
      <span className="text-ink-faint">{row.checked_at ? formatAgo(row.checked_at, store.time_zone) : "never checked"}</span>
    </li>
  );
}

/** Variants that were not checked as often as promised, the longest unheard first. */
export function OverdueCard() {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(mappedQuery(store.id, { overdue: true, page, per_page: PER_PAGE }));
  if (list.data === undefined || list.data.total === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader title={`Overdue (${list.data.total})`} hint="Not checked for 24 hours, or for 90 minutes where it sells well." className="pb-4" />
      <ul>{list.data.rows.map((row) => <Overdue key={row.id} row={row} />)}</ul>
      {list.data.total > PER_PAGE && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} of="overdue variants" />}
    </Card>
  );
}
