"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { heldQuery, useHeldDecide, type Held } from "@/features/sync/sync-api";
import { DOUBTS } from "@/features/sync/sync-words";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

const PER_PAGE = 10;
const TABS = [{ value: "HELD", label: "To decide" }, { value: "ACCEPTED", label: "Accepted" }, { value: "DISMISSED", label: "Ignored" }];
const EMPTY: Record<Held["state"], string> = { HELD: "Nothing is held back.", ACCEPTED: "Nothing was accepted yet.", DISMISSED: "Nothing was ignored yet." };

function HeldRow({ row }: { row: Held }) {
  const store = useStore();
  const path = useStorePath();
  const can = useCan()("pricing.write");
  const decide = useHeldDecide(store.id);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3.5 text-sm">
      <span className="min-w-52 flex-1">
        <Link className="font-medium wrap-anywhere hover:underline" href={path(`products/${row.product_id}`)}>{row.title || row.reference}</Link>
        <span className="block text-ink-faint"><Badge tone="warn">{DOUBTS[row.suspicion]}</Badge> {formatAgo(row.decided_at ?? row.created_at, store.time_zone)}</span>
      </span>
      <dl className="grid grid-cols-[auto_auto] gap-x-3 tabular-nums">
        <dt className="text-ink-faint">Known so far</dt><dd className="text-right">{row.before || "–"}</dd>
        <dt className="text-ink-faint">Supplier says</dt><dd className="text-right font-medium">{row.after || "–"}</dd>
      </dl>
      {can && row.state === "HELD" && (
        <span className="flex gap-2">
          <Button size="sm" disabled={decide.isPending} onClick={() => decide.mutate({ id: row.id, isTrue: true })}>Accept</Button>
          <Button size="sm" variant="ghost" disabled={decide.isPending} onClick={() => decide.mutate({ id: row.id, isTrue: false })}>Ignore</Button>
        </span>
      )}
    </li>
  );
}

/** Suppliers' answers that cannot be true at first sight, with both values, until a person has decided. */
export function HeldCard() {
  const store = useStore();
  const [state, setState] = useState<Held["state"]>("HELD");
  const [page, setPage] = useState(1);
  const list = useQuery(heldQuery(store.id, { state, page, per_page: PER_PAGE }));
  return (
    <Card className="overflow-hidden">
      <CardHeader title={<span className="flex items-center gap-2"><ShieldAlert aria-hidden className="size-4 text-amber" />Held back</span>} hint="The shop is as it was until you decide. Accepted answers are taken by the next check." />
      <FilterTabs label="Which answers" value={state} options={TABS} onChange={(next) => { setState(next as Held["state"]); setPage(1); }} />
      {list.isPending && <CardBody><Skeleton className="w-2/3" /></CardBody>}
      {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.rows.length === 0 && <p className="border-t border-line px-5 py-4 text-sm text-ink-soft">{EMPTY[state]}</p>}
      <ul>{list.data?.rows.map((row) => <HeldRow key={row.id} row={row} />)}</ul>
      {list.data && list.data.total > PER_PAGE && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} of="what is held back" />}
    </Card>
  );
}
