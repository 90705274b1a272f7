"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX, UsersRound } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { customerListQuery, type CustomerRow } from "@/features/customers/customer-api";
import { DataTable, type Column } from "@/features/lists/data-table";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatMoney } from "@/lib/format/money";
import { formatDay } from "@/lib/format/time";

const FILTERS = ["search"] as const;

function columns(timeZone: string): Column<CustomerRow>[] {
  return [
    {
      key: "customer",
      label: "Customer",
      className: "w-full",
      cell: ({ name, email }) => (
        <>
          <span className="block font-medium wrap-anywhere">{name || email}</span>
          {name && <span className="block text-xs wrap-anywhere text-ink-faint">{email}</span>}
        </>
      ),
    },
    { key: "account", label: "Account", isWideOnly: true, cell: ({ is_verified: isVerified }) => <Badge tone={isVerified ? "good" : "neutral"} mark={isVerified ? "full" : "ring"}>{isVerified ? "Signed in" : "Guest"}</Badge> },
    { key: "last", label: "Last order", isWideOnly: true, className: "whitespace-nowrap", cell: ({ last_order_at: at }) => (at === null ? <span className="text-ink-faint">none</span> : formatDay(at, timeZone)) },
    { key: "orders", label: "Orders", align: "right", isWideOnly: true, cell: ({ orders_count: count }) => <span className="tabular-nums">{count}</span> },
    { key: "spent", label: "Spent", align: "right", cell: ({ spent }) => <span className="money">{formatMoney(spent)}</span> },
  ];
}

export function CustomerList() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const list = useQuery(customerListQuery(store.id, { ...values, page, per_page: 20 }));
  const rows = list.data?.rows;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageHeader title="Customers" />
      <Card>
        <div className="flex border-b border-line p-3"><SearchBox label="Search customers" value={values.search} onChange={(search) => change({ search })} /></div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {isEmpty && !isFiltered && page === 1 && <EmptyState icon={UsersRound} title="No customers yet"><p>Everybody who orders, or signs in at your shop, stands here.</p></EmptyState>}
        {isEmpty && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No customer matches" actions={<Button onClick={reset}>Clear search</Button>} />}
        {!list.isError && !isEmpty && <DataTable label="Customers" columns={columns(store.time_zone)} rows={rows} href={({ id }) => path(`customers/${id}`)} isStale={list.isPlaceholderData} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
