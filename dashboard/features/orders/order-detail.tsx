"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, Mail, PackageOpen, PauseCircle, StickyNote, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { Thumb } from "@/components/thumb";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { addressLines } from "@/features/orders/address-lines";
import { orderQuery, useOrderCancel } from "@/features/orders/order-api";
import { FulfilDialog } from "@/features/orders/fulfil-dialog";
import { FulfillmentBadge, PaymentBadge, holdWords } from "@/features/orders/order-status";
import { OrderPurchases } from "@/features/purchases/purchase-list";
import { OrderTimeline } from "@/features/orders/order-timeline";
import { ParcelsCard } from "@/features/orders/parcels-card";
import { RefundDialog } from "@/features/orders/refund-dialog";
import { RefundsCard } from "@/features/orders/refunds-card";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import type { Address, Order, OrderLine } from "@/lib/api/types";
import { formatMoney, isZero } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

function Line({ line }: { line: OrderLine }) {
  const path = useStorePath();
  return (
    <li className="flex items-start gap-3 border-t border-line px-5 py-3.5">
      <Thumb url={line.image_url} />
      <div className="min-w-0 flex-1 text-sm">
        {line.product_id === null ? (
          <p className="font-medium break-words">{line.title}</p>
        ) : (
          <Link href={path(`products/${line.product_id}`)} className="font-medium break-words hover:text-pine hover:underline">{line.title}</Link>
        )}
        <p className="text-xs text-ink-faint">{[line.variant_title, line.sku].filter(Boolean).join(" · ")}</p>
        <p className="money mt-0.5 text-xs text-ink-soft">{line.quantity} × {formatMoney(line.unit_price)}</p>
      </div>
      <p className="money text-sm font-medium">{formatMoney(line.line_total)}</p>
    </li>
  );
}

function taxLabel({ tax_name: name, tax_percent: percent, is_tax_inclusive: isInclusive }: Order): string {
  const label = name ? `${name} ${percent} %` : "Tax";
  return isInclusive ? `Contained ${label}` : label;
}

function Totals({ order }: { order: Order }) {
  const rows = [
    { label: "Goods", money: order.subtotal, isShown: true },
    { label: order.discount_code ? `Discount · ${order.discount_code}` : "Discount", money: order.discount_total, isShown: !isZero(order.discount_total), sign: "−" },
    { label: order.shipping_method ? `Shipping · ${order.shipping_method}` : "Shipping", money: order.shipping_total, isShown: true },
    { label: taxLabel(order), money: order.tax_total, isShown: !isZero(order.tax_total) },
  ];
  return (
    <dl className="space-y-1.5 border-t border-line px-5 py-4 text-sm">
      {rows.filter(({ isShown }) => isShown).map(({ label, money, sign = "" }) => (
        <div key={label} className="flex justify-between gap-4 text-ink-soft"><dt>{label}</dt><dd className="money">{sign}{formatMoney(money)}</dd></div>
      ))}
      <div className="flex justify-between gap-4 pt-1.5 text-base font-semibold"><dt>Total</dt><dd className="money">{formatMoney(order.total)}</dd></div>
      <div className="flex justify-between gap-4 text-ink-soft"><dt>Paid</dt><dd className="money">{formatMoney(order.paid_total)}</dd></div>
      {!isZero(order.refunded_total) && <div className="flex justify-between gap-4 text-ink-soft"><dt>Refunded</dt><dd className="money">−{formatMoney(order.refunded_total)}</dd></div>}
    </dl>
  );
}

function AddressCard({ title, address, sameAs }: { title: string; address: Address; sameAs?: boolean }) {
  const lines = addressLines(address);
  return (
    <Card>
      <CardHeader title={title} />
      <CardBody className="pt-2 text-sm">
        {sameAs && <p className="text-ink-faint">Same as shipping address</p>}
        {!sameAs && lines.length === 0 && <p className="text-ink-faint">None given</p>}
        {!sameAs && <address className="leading-relaxed not-italic">{lines.map((line) => <span key={line} className="block break-words">{line}</span>)}</address>}
      </CardBody>
    </Card>
  );
}

/** A word of the API with a capital letter, as it stands in a list. */
const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function PaymentCard({ order, timeZone }: { order: Order; timeZone: string }) {
  const { payment } = order;
  const rows: [string, string][] = [
    ["Provider", sentence(payment.provider)],
    ["Reference", payment.reference],
    ["State", sentence(payment.status.toLowerCase().replaceAll("_", " "))],
    ["Paid", payment.paid_at === null ? "not yet" : formatDateTime(payment.paid_at, timeZone)],
  ];
  return (
    <Card>
      <CardHeader title="Payment" />
      <dl className="space-y-1.5 px-5 pt-2 pb-4.5 text-sm">
        {rows.filter(([, value]) => value !== "").map(([label, value]) => (
          <div key={label} className="flex justify-between gap-4"><dt className="text-ink-faint">{label}</dt><dd className="text-right break-all">{value}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

function CancelOrder({ order }: { order: Order }) {
  const store = useStore();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const cancel = useOrderCancel(store.id, order.id);
  const can = useCan()("orders.write");
  function confirm() {
    cancel.mutate(reason.trim(), {
      onSuccess: () => { toast.success(`Order #${order.number} is cancelled.`); setOpen(false); },
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  if (!can) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}><Ban />Cancel order</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={`Cancel order #${order.number}?`}
        description={order.payment_status === "ON_HOLD"
          ? "The stock it holds becomes free again and what was paid is sent back. This cannot be undone."
          : "The stock it holds becomes free again and its payment page closes. This cannot be undone."}
        confirmLabel="Cancel this order"
        cancelLabel="Keep it"
        isDangerous
        isBusy={cancel.isPending}
        onConfirm={confirm}
      >
        <Field label="Reason" isOptional hint="Kept in the order's history.">
          {(control) => <Textarea {...control} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </ConfirmDialog>
    </>
  );
}

const SENDABLE = new Set(["PAID", "PARTIALLY_REFUNDED"]);
const REFUNDABLE = new Set(["PAID", "PARTIALLY_REFUNDED", "ON_HOLD"]);

function OrderVerbs({ order }: { order: Order }) {
  const can = useCan();
  const [open, setOpen] = useState<"fulfil" | "refund" | null>(null);
  const isOpenToSend = SENDABLE.has(order.payment_status) && order.lines.some((line) => line.unfulfilled_quantity > 0);
  const isRefundable = REFUNDABLE.has(order.payment_status) && !isZero(order.refundable);
  return (
    <>
      {isRefundable && can("orders.refund") && <Button onClick={() => setOpen("refund")}><Undo2 />Refund</Button>}
      {isOpenToSend && can("orders.write") && <Button variant="primary" onClick={() => setOpen("fulfil")}><PackageOpen />Fulfil items</Button>}
      {open === "fulfil" && <FulfilDialog order={order} onClose={() => setOpen(null)} />}
      {open === "refund" && <RefundDialog order={order} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Paid orders are refunded, not cancelled. */
function canCancel(order: Order): boolean {
  return order.payment_status === "PENDING" || order.payment_status === "ON_HOLD";
}

function OrderView({ order }: { order: Order }) {
  const { time_zone: timeZone } = useStore();
  const isSame = JSON.stringify(order.billing_address) === JSON.stringify(order.shipping_address);
  return (
    <>
      <PageHeader
        title={`Order #${order.number}`}
        hint={`${formatDateTime(order.placed_at, timeZone)} · ${timeZone}`}
        badge={<span className="flex gap-1.5"><PaymentBadge status={order.payment_status} /><FulfillmentBadge order={order} /></span>}
      >
        {canCancel(order) && <CancelOrder order={order} />}
        <OrderVerbs order={order} />
      </PageHeader>
      {order.hold_reason && <Notice icon={PauseCircle} tone="bad" className="mb-5">On hold: {holdWords(order.hold_reason)}</Notice>}
      <div className="grid gap-5 lg:grid-cols-[1fr_20rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader title={order.items_count === 1 ? "1 item" : `${order.items_count} items`} className="pb-3.5" />
            <ul>{order.lines.map((line) => <Line key={line.id} line={line} />)}</ul>
            <Totals order={order} />
          </Card>
          <ParcelsCard order={order} />
          <RefundsCard order={order} />
          <OrderPurchases orderId={order.id} />
          <OrderTimeline order={order} timeZone={timeZone} />
        </div>
        <div className="space-y-5">
          <Card>
            <CardHeader title="Customer" />
            <CardBody className="pt-2 text-sm">
              {order.customer_name && <p className="font-medium">{order.customer_name}</p>}
              <a href={`mailto:${order.email}`} className="mt-1 inline-flex items-center gap-2 break-all text-pine hover:underline"><Mail aria-hidden className="size-3.5 shrink-0" />{order.email}</a>
              {order.note && <p className="mt-3 flex gap-2 rounded-lg bg-amber-soft p-3"><StickyNote aria-label="Note" className="mt-0.5 size-3.5 shrink-0 text-amber" />{order.note}</p>}
            </CardBody>
          </Card>
          <AddressCard title="Ships to" address={order.shipping_address} />
          <AddressCard title="Bill to" address={order.billing_address} sameAs={isSame} />
          <PaymentCard order={order} timeZone={timeZone} />
        </div>
      </div>
    </>
  );
}

export function OrderDetail({ orderId }: { orderId: string }) {
  const store = useStore();
  const order = useQuery(orderQuery(store.id, orderId));
  useNamePage(order.data && `Order #${order.data.number}`);
  if (order.isPending) return <div className="grid gap-5 lg:grid-cols-[1fr_20rem]"><CardSkeleton lines={9} /><CardSkeleton lines={5} /></div>;
  if (order.isError) return <ErrorState error={order.error} onRetry={() => void order.refetch()} />;
  return <OrderView order={order.data} />;
}
