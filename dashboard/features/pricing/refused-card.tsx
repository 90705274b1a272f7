"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { recordsQuery, type PriceRecord } from "@/features/pricing/pricing-api";
import { writerWords } from "@/features/pricing/pricing-words";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { Money } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";
import { formatAgo } from "@/lib/format/time";

const PER_PAGE = 10;

function amount(money: Money | null): string {
  return money === null ? "–" : formatMoney(money);
}

function Refused({ row }: { row: PriceRecord }) {
  const store = useStore();
  const path = useStorePath();
  const name = [row.product_title, row.variant_title].filter(Boolean).join(" · ");
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-48 flex-1">
        {name === "" ? <span className="text-ink-faint">A product that is gone</span> : <Link className="font-medium break-words hover:underline" href={path(`products/${row.product_id}/history`)}>{name}</Link>}
        <span className="block text-ink-faint">{writerWords(row)} · {formatAgo(row.at, store.time_zone)}</span>
      </span>
      <span className="tabular-nums">{amount(row.price_before)} → <s className="text-danger">{amount(row.price_after)}</s> <span className="text-ink-faint">at a cost of {amount(row.cost_after)}, at least {amount(row.floor)}</span></span>
    </li>
  );
}

/** Prices that a machine wanted and the least margin refused, each with its numbers. */
export function RefusedCard() {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(recordsQuery(store.id, { is_refused: true, page, per_page: PER_PAGE }));
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Refused prices" hint="What would have gone below your least margin; the old price stayed." className="pb-4" />
      {list.isPending && <CardBody className="pt-0"><Skeleton className="w-2/3" /></CardBody>}
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <p className="border-t border-line px-5 py-4 text-sm text-ink-soft">Nothing was refused so far.</p>}
      <ul>{list.data?.rows.map((row) => <Refused key={row.id} row={row} />)}</ul>
      {list.data && list.data.total > PER_PAGE && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </Card>
  );
}
