"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink, SearchX, ShoppingBag } from "lucide-react";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { orderListQuery } from "@/features/orders/order-api";
import { FULFILLMENT, FulfillmentBadge, PAYMENT, PaymentBadge } from "@/features/orders/order-status";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { FulfillmentStatus, OrderRow, PaymentStatus } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

const FILTERS = ["search", "payment_status", "fulfillment_status"] as const;
const filterSchema = z.object({
  search: z.string().max(120).catch(""),
  payment_status: z.enum(Object.keys(PAYMENT) as PaymentStatus[]).optional().catch(undefined),
  fulfillment_status: z.enum(Object.keys(FULFILLMENT) as FulfillmentStatus[]).optional().catch(undefined),
});
const FULFILLMENT_TABS = [
  { value: "", label: "All" },
  ...Object.entries(FULFILLMENT).map(([value, { label }]) => ({ value, label })),
];

function columnsFor(timeZone: string): Column<OrderRow>[] {
  return [
    {
      key: "number",
      label: "Order",
      className: "min-w-44",
      cell: (order) => (
        <>
          <span className="font-medium">#{order.number}</span>
          <span className="mt-0.5 block text-xs text-ink-faint">{formatDateTime(order.placed_at, timeZone)}</span>
          <span className="mt-0.5 block text-xs md:hidden">{order.customer_name || order.email}</span>
          <span className="mt-1 flex flex-wrap gap-1 md:hidden">
            <PaymentBadge status={order.payment_status} />
            <FulfillmentBadge order={order} />
          </span>
        </>
      ),
    },
    {
      key: "customer",
      label: "Customer",
      isWideOnly: true,
      className: "w-full",
      cell: (order) => (
        <>
          <span className="block wrap-anywhere">{order.customer_name || order.email}</span>
          {order.customer_name && <span className="block text-xs wrap-anywhere text-ink-faint">{order.email}</span>}
        </>
      ),
    },
    { key: "payment", label: "Payment", isWideOnly: true, cell: (order) => <PaymentBadge status={order.payment_status} /> },
    { key: "fulfillment", label: "Shipping", isWideOnly: true, cell: (order) => <FulfillmentBadge order={order} /> },
    { key: "items", label: "Items", align: "right", isWideOnly: true, cell: (order) => <span className="tabular-nums">{order.items_count}</span> },
    { key: "total", label: "Total", align: "right", cell: (order) => <span className="money font-medium">{formatMoney(order.total)}</span> },
  ];
}

function NoOrders({ url }: { url: string }) {
  return (
    <EmptyState
      icon={ShoppingBag}
      title="No orders yet"
      actions={<Button asChild><a href={url} target="_blank" rel="noreferrer"><ExternalLink />Visit your shop</a></Button>}
    >
      <p>They appear here the moment someone checks out. Place a test order to see the way of a sale from both sides.</p>
    </EmptyState>
  );
}

export function OrderList() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const list = useQuery({ ...orderListQuery(store.id, { ...filterSchema.parse(values), page, per_page: 20 }), refetchInterval: 30_000 });
  const rows = list.data?.rows;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageHeader title="Orders" />
      <Card>
        <FilterTabs label="Shipping" value={values.fulfillment_status} options={FULFILLMENT_TABS} onChange={(status) => change({ fulfillment_status: status })} />
        <div className="flex flex-wrap gap-2 border-y border-line p-3">
          <SearchBox label="Search by number, name or e-mail" value={values.search} onChange={(search) => change({ search })} />
          <Select aria-label="Payment" className="w-auto max-sm:w-full" value={values.payment_status} onChange={(event) => change({ payment_status: event.target.value })}>
            <option value="">Any payment</option>
            {Object.entries(PAYMENT).map(([value, { label }]) => <option key={value} value={value}>{label}</option>)}
          </Select>
        </div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {isEmpty && !isFiltered && page === 1 && <NoOrders url={store.url} />}
        {isEmpty && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No order matches" actions={<Button onClick={reset}>Clear filters</Button>} />}
        {!list.isError && !isEmpty && (
          <DataTable label="Orders" columns={columnsFor(store.time_zone)} rows={rows} href={(order) => path(`orders/${order.id}`)} isStale={list.isPlaceholderData} />
        )}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
