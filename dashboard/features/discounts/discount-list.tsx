"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, TicketPercent } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { discountListQuery, type Discount } from "@/features/discounts/discount-api";
import { DiscountStateBadge, discountGives, STATES } from "@/features/discounts/discount-state";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";

const FILTERS = ["search", "state"] as const;
const TABS = [{ value: "", label: "All" }, ...Object.entries(STATES).map(([value, { label }]) => ({ value, label }))];
const COLUMNS: Column<Discount>[] = [
  {
    key: "code",
    label: "Code",
    className: "w-full",
    cell: (discount) => (
      <>
        <span className="block font-mono font-medium break-all">{discount.code}</span>
        <span className="block text-xs text-ink-faint">{discountGives(discount)}</span>
      </>
    ),
  },
  { key: "state", label: "State", cell: ({ state }) => <DiscountStateBadge state={state} /> },
  {
    key: "used",
    label: "Used",
    align: "right",
    cell: ({ times_used: used, usage_limit: limit }) => <span className="tabular-nums md:whitespace-nowrap">{limit === null ? used.toLocaleString("en-GB") : `${used.toLocaleString("en-GB")} of ${limit.toLocaleString("en-GB")}`}</span>,
  },
];

function stateOf(text: string | undefined): Discount["state"] | undefined {
  return text !== undefined && text in STATES ? (text as Discount["state"]) : undefined;
}

export function DiscountList() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const state = stateOf(values.state);
  const list = useQuery(discountListQuery(store.id, { ...(values.search ? { search: values.search } : {}), ...(state ? { state } : {}), page, per_page: 20 }));
  const rows = list.data?.rows;
  const isEmpty = rows?.length === 0;
  const create = useCan()("discounts.write") && <Button asChild variant="primary"><Link href={path("discounts/new")}><Plus />Create discount</Link></Button>;
  return (
    <>
      <PageHeader title="Discounts">{create}</PageHeader>
      <Card>
        <FilterTabs label="State" options={TABS} value={state ?? ""} onChange={(next) => change({ state: next })} />
        <div className="flex border-b border-line p-3"><SearchBox label="Search codes" value={values.search} onChange={(search) => change({ search })} /></div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {isEmpty && !isFiltered && page === 1 && (
          <EmptyState icon={TicketPercent} title="No discounts yet" actions={create}><p>A code gives a percentage, an amount or free shipping. Shoppers enter it in the cart, or come by a link that carries it.</p></EmptyState>
        )}
        {isEmpty && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No discount matches" actions={<Button onClick={reset}>Clear filters</Button>} />}
        {!list.isError && !isEmpty && <DataTable label="Discounts" columns={COLUMNS} rows={rows} href={({ id }) => path(`discounts/${id}`)} isStale={list.isPlaceholderData} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
