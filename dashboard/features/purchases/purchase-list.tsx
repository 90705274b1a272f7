"use client";

import { useQuery } from "@tanstack/react-query";
import { PackageCheck, SearchX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { purchaseListQuery, purchaseSummaryQuery, type PurchaseRow, type PurchaseStatus } from "@/features/purchases/purchase-api";
import { clockLabel, PURCHASE, PurchaseBadge, REASON } from "@/features/purchases/purchase-status";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

const FILTERS = ["search", "status", "view"] as const;
const filterSchema = z.object({
  search: z.string().max(60).catch(""),
  status: z.enum(Object.keys(PURCHASE) as PurchaseStatus[]).optional().catch(undefined),
});
const VIEWS = [{ value: "", label: "All" }, { value: "exceptions", label: "Needs attention" }];

export function ReasonLine({ purchase }: { purchase: PurchaseRow }) {
  const [now] = useState(() => Date.now());
  if (purchase.exception_reason === "") {
    return purchase.waiting_message === "" ? null : <span className="block text-xs text-amber">{purchase.waiting_message}</span>;
  }
  const clock = clockLabel(purchase.exception_due_at, now);
  return (
    <span className="mt-0.5 block text-xs text-danger">
      {REASON[purchase.exception_reason] ?? purchase.exception_reason}
      {clock && <span className={clock.isLate ? "font-semibold" : "text-ink-faint"}> · {clock.text}</span>}
    </span>
  );
}

function columnsFor(timeZone: string): Column<PurchaseRow>[] {
  return [
    {
      key: "reference",
      label: "Purchase",
      className: "min-w-44",
      cell: (row) => (
        <>
          <span className="font-medium">Order #{row.order_number}</span>
          <span className="mt-0.5 block text-xs text-ink-faint">{formatDateTime(row.created_at, timeZone)}</span>
          <span className="mt-1 flex flex-wrap gap-1 md:hidden"><PurchaseBadge purchase={row} /></span>
          <ReasonLine purchase={row} />
        </>
      ),
    },
    {
      key: "supplier",
      label: "Supplier",
      isWideOnly: true,
      className: "w-full",
      cell: (row) => <>{row.supplier_name}<span className="block text-xs text-ink-faint">{[row.ship_from && `from ${row.ship_from}`, ...row.supplier_order_ids].filter(Boolean).join(" · ")}</span></>,
    },
    { key: "status", label: "State", isWideOnly: true, cell: (row) => <PurchaseBadge purchase={row} /> },
    { key: "days", label: "Days", align: "right", isWideOnly: true, cell: (row) => <span className="tabular-nums">{row.days_max === null ? "–" : `${row.days_min ?? ""}–${row.days_max}`}</span> },
    { key: "cost", label: "Cost", align: "right", cell: (row) => <span className="money font-medium">{row.cost ? formatMoney(row.cost) : "–"}</span> },
  ];
}

function Attention() {
  const store = useStore();
  const summary = useQuery({ ...purchaseSummaryQuery(store.id), refetchInterval: 60_000 });
  if (!summary.data || summary.data.exceptions === 0) return null;
  const { exceptions, overdue } = summary.data;
  return (
    <Notice icon={TriangleAlert} tone={overdue > 0 ? "bad" : "warn"} className="mb-5">
      {exceptions === 1 ? "One purchase needs you." : `${exceptions} purchases need you.`}{overdue > 0 && ` ${overdue} ${overdue === 1 ? "is" : "are"} late.`}
    </Notice>
  );
}

export function PurchaseList() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const query = { ...filterSchema.parse(values), ...(values.view === "exceptions" ? { only_exceptions: true } : {}), page, per_page: 20 };
  const list = useQuery({ ...purchaseListQuery(store.id, query), refetchInterval: 30_000 });
  const isEmpty = list.data?.rows.length === 0;
  return (
    <>
      <PageHeader title="Purchases" hint="What is bought from suppliers for your orders." />
      <Attention />
      <Card>
        <FilterTabs label="View" value={values.view} options={VIEWS} onChange={(view) => change({ view })} />
        <div className="flex flex-wrap gap-2 border-y border-line p-3">
          <SearchBox label="Search by order number or supplier's number" value={values.search} onChange={(search) => change({ search })} />
          <Select aria-label="State" className="w-auto max-sm:w-full" value={values.status} onChange={(event) => change({ status: event.target.value })}>
            <option value="">Any state</option>
            {Object.entries(PURCHASE).map(([value, { label }]) => <option key={value} value={value}>{label}</option>)}
          </Select>
        </div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {isEmpty && !isFiltered && page === 1 && (
          <EmptyState icon={PackageCheck} title="Nothing to buy yet" actions={<Button asChild><Link href={path("suppliers")}>Suppliers</Link></Button>}>
            <p>When a paid order has products of a connected supplier, what is to be bought appears here.</p>
          </EmptyState>
        )}
        {isEmpty && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No purchase matches" actions={<Button onClick={reset}>Clear filters</Button>} />}
        {!list.isError && !isEmpty && (
          <DataTable label="Purchases" columns={columnsFor(store.time_zone)} rows={list.data?.rows} href={(row) => path(`purchases/${row.id}`)} isStale={list.isPlaceholderData} />
        )}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}

/** The purchases of one order, for its page; nothing while there is none. */
export function OrderPurchases({ orderId }: { orderId: string }) {
  const store = useStore();
  const path = useStorePath();
  const list = useQuery({ ...purchaseListQuery(store.id, { order_id: orderId, per_page: 50 }), refetchInterval: 30_000 });
  if (!list.data || list.data.rows.length === 0) return null;
  return (
    <Card aria-label="Purchases">
      <h2 className="px-5 pt-4.5 text-base">Bought from suppliers</h2>
      <ul className="pt-3">
        {list.data.rows.map((row) => (
          <li key={row.id} className="border-t border-line px-5 py-3.5 text-sm">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Link href={path(`purchases/${row.id}`)} className="font-medium hover:text-pine hover:underline">{row.supplier_name}{row.ship_from && ` · from ${row.ship_from}`}</Link>
              <PurchaseBadge purchase={row} />
            </div>
            <p className="mt-0.5 text-xs text-ink-faint">{row.lines.map((line) => `${line.quantity} × ${line.title}`).join(", ")}{row.cost && ` · ${formatMoney(row.cost)}`}</p>
            {row.status === "HELD" && <p className="mt-0.5 text-xs text-ink-faint">Bought from {formatDateTime(row.hold_until, store.time_zone)} on</p>}
            <ReasonLine purchase={row} />
            {row.supplier_order_ids.length > 0 && <p className="mt-0.5 text-xs break-all text-ink-faint">{row.supplier_order_ids.join(", ")}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
