"use client";

import { useQuery } from "@tanstack/react-query";
import { Mail, ShoppingBag } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { customerQuery } from "@/features/customers/customer-api";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FulfillmentBadge, PaymentBadge } from "@/features/orders/order-status";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import type { OrderRow } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime, formatDay } from "@/lib/format/time";

function columns(timeZone: string): Column<OrderRow>[] {
  return [
    { key: "order", label: "Order", className: "w-full", cell: (order) => <><span className="block font-medium">#{order.number}</span><span className="block text-xs text-ink-faint">{formatDateTime(order.placed_at, timeZone)}</span><span className="mt-1 flex flex-wrap gap-1 md:hidden"><PaymentBadge status={order.payment_status} /><FulfillmentBadge order={order} /></span></> },
    { key: "payment", label: "Payment", isWideOnly: true, cell: ({ payment_status: status }) => <PaymentBadge status={status} /> },
    { key: "sending", label: "Sending", isWideOnly: true, cell: (order) => <FulfillmentBadge order={order} /> },
    { key: "total", label: "Total", align: "right", cell: ({ total }) => <span className="money">{formatMoney(total)}</span> },
  ];
}

export function CustomerDetail({ customerId }: { customerId: string }) {
  const store = useStore();
  const path = useStorePath();
  const detail = useQuery(customerQuery(store.id, customerId));
  useNamePage(detail.data?.customer.email);
  if (detail.isPending) return <div className="grid gap-5 lg:grid-cols-[1fr_20rem]"><CardSkeleton lines={8} /><CardSkeleton /></div>;
  if (detail.isError) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  const { customer, orders } = detail.data;
  const facts: [string, string][] = [
    ["Orders paid", String(customer.orders_count)],
    ["Spent", formatMoney(customer.spent)],
    ["Known since", formatDay(customer.created_at, store.time_zone)],
    ["Phone", customer.phone],
  ];
  return (
    <>
      <PageHeader title={customer.name || customer.email} badge={<Badge tone={customer.is_verified ? "good" : "neutral"} mark={customer.is_verified ? "full" : "ring"}>{customer.is_verified ? "Has an account" : "Guest"}</Badge>} />
      <div className="grid items-start gap-5 *:min-w-0 lg:grid-cols-[1fr_20rem]">
        <Card>
          <CardHeader title="Orders" {...(customer.orders_count > orders.length ? { hint: `The newest ${orders.length}.` } : {})} className="pb-3.5" />
          {orders.length === 0 && <EmptyState icon={ShoppingBag} title="Nothing ordered yet" />}
          {orders.length > 0 && <DataTable label="Orders" columns={columns(store.time_zone)} rows={orders} href={({ id }) => path(`orders/${id}`)} />}
        </Card>
        <Card>
          <CardHeader title="Contact" />
          <CardBody className="space-y-3 pt-2 text-sm">
            <a href={`mailto:${customer.email}`} className="inline-flex items-center gap-2 break-all text-pine hover:underline"><Mail aria-hidden className="size-3.5 shrink-0" />{customer.email}</a>
            <dl className="space-y-1.5">
              {facts.filter(([, value]) => value !== "").map(([label, value]) => <div key={label} className="flex justify-between gap-4"><dt className="text-ink-faint">{label}</dt><dd className="text-right">{value}</dd></div>)}
            </dl>
          </CardBody>
        </Card>
      </div>
    </>
  );
}
