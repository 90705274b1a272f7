"use client";

import { useQuery } from "@tanstack/react-query";
import { Clock, ExternalLink, Hourglass, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Thumb } from "@/components/thumb";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { addressLines } from "@/features/orders/address-lines";
import { purchaseQuery, type Purchase } from "@/features/purchases/purchase-api";
import { PurchaseFixes } from "@/features/purchases/purchase-fixes";
import { clockLabel, PurchaseBadge, REASON } from "@/features/purchases/purchase-status";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { counted } from "@/lib/format/count";
import { formatMoney } from "@/lib/format/money";
import { formatDateTime } from "@/lib/format/time";

function Problem({ purchase, timeZone }: { purchase: Purchase; timeZone: string }) {
  const [now] = useState(() => Date.now());
  const clock = clockLabel(purchase.exception_due_at, now);
  if (purchase.exception_reason !== "") {
    return (
      <Notice
        icon={TriangleAlert}
        tone={clock?.isLate ? "bad" : "warn"}
        className="mb-5"
        action={purchase.pay_url ? <Button asChild><a href={purchase.pay_url} target="_blank" rel="noreferrer"><ExternalLink />Pay there</a></Button> : undefined}
      >
        <p className="font-medium">{REASON[purchase.exception_reason] ?? purchase.exception_reason}{clock && ` · ${clock.text}`}</p>
        {purchase.exception_message && <p className="break-words text-ink-soft">{purchase.exception_message}</p>}
        {purchase.pay_until && <p className="text-ink-soft">The supplier closes it on {formatDateTime(purchase.pay_until, timeZone)}.</p>}
      </Notice>
    );
  }
  if (purchase.waiting_message !== "") {
    return <Notice icon={Hourglass} tone="warn" className="mb-5">{purchase.waiting_message}{purchase.next_attempt_at && ` Tried again ${formatDateTime(purchase.next_attempt_at, timeZone)}.`}</Notice>;
  }
  if (purchase.status !== "HELD") return null;
  return <Notice icon={Clock} className="mb-5">On hold until {formatDateTime(purchase.hold_until, timeZone)}: until then it can be changed or cancelled without cost.</Notice>;
}

function Facts({ purchase, timeZone }: { purchase: Purchase; timeZone: string }) {
  const at = (time: string | null) => time && formatDateTime(time, timeZone);
  const rows: [string, string | null | false][] = [
    ["Supplier", purchase.supplier_name],
    ["Ships from", purchase.ship_from],
    ["Method", purchase.shipping_code],
    ["Goods", purchase.cost && formatMoney(purchase.cost)],
    ["Shipping", purchase.shipping_cost && formatMoney(purchase.shipping_cost)],
    ["Expected", purchase.days_max === null ? null : purchase.days_min === null || purchase.days_min === purchase.days_max ? counted(purchase.days_max, "day") : `${purchase.days_min}–${purchase.days_max} days`],
    ["Supplier's number", purchase.supplier_order_ids.join(", ")],
    ["Our reference", purchase.reference],
    ["Placed", at(purchase.placed_at)],
    ["Shipped", at(purchase.shipped_at)],
    ["Delivered", at(purchase.delivered_at)],
  ];
  return (
    <Card>
      <CardHeader title="Purchase" />
      <dl className="space-y-1.5 px-5 pt-2 pb-4.5 text-sm">
        {rows.filter(([, value]) => value).map(([label, value]) => (
          <div key={label} className="flex justify-between gap-4"><dt className="text-ink-faint">{label}</dt><dd className="text-right break-all">{value}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

const percent = (basisPoints: number) => `${(basisPoints / 100).toFixed(1)} %`;

/** The last price asked for beside the planned one, and what is left of what the shopper paid. */
function Quote({ quote, timeZone }: { quote: NonNullable<Purchase["quote"]>; timeZone: string }) {
  const rows: [string, string | null | false, string | null | false][] = [
    ["Goods", quote.planned_cost && formatMoney(quote.planned_cost), formatMoney(quote.cost)],
    ["Shipping", quote.planned_shipping_cost && formatMoney(quote.planned_shipping_cost), quote.shipping_cost && formatMoney(quote.shipping_cost)],
  ];
  const sums: [string, string | null | false][] = [
    ["Costs in all", quote.landed && formatMoney(quote.landed)],
    ["The shopper paid", quote.sold && formatMoney(quote.sold)],
    ["Margin", quote.margin_basis_points !== null && percent(quote.margin_basis_points)],
    ["Least margin", percent(quote.floor_basis_points)],
  ];
  return (
    <Card>
      <CardHeader title="Price before buying" />
      <div className="px-5 pt-2 pb-4.5 text-sm">
        <table className="w-full">
          <thead className="text-xs text-ink-faint"><tr><td /><th scope="col" className="pb-1.5 text-right font-normal">Planned</th><th scope="col" className="pb-1.5 text-right font-normal">Now</th></tr></thead>
          <tbody>
            {rows.map(([label, planned, now]) => (
              <tr key={label}><th scope="row" className="py-0.5 text-left font-normal text-ink-faint">{label}</th><td className="money text-right">{planned || "–"}</td><td className="money text-right">{now || "–"}</td></tr>
            ))}
          </tbody>
        </table>
        <dl className="mt-3 space-y-1.5 border-t border-line pt-3">
          {sums.filter(([, value]) => value).map(([label, value]) => (
            <div key={label} className="flex justify-between gap-4"><dt className="text-ink-faint">{label}</dt><dd className="money text-right">{value}</dd></div>
          ))}
        </dl>
        <p className="mt-3 text-xs text-ink-faint">Asked {formatDateTime(quote.quoted_at, timeZone)}</p>
      </div>
    </Card>
  );
}

function shipsTo(address: Purchase["shipping_address"]): string[] {
  const part = (name: string) => address[name] ?? "";
  return addressLines({
    name: part("name"), company: part("company"), line1: part("line1"), line2: part("line2"), postal_code: part("postal_code"),
    city: part("city"), state: part("state"), country: part("country"), phone: part("phone"),
  });
}

function PurchaseView({ purchase }: { purchase: Purchase }) {
  const { time_zone: timeZone } = useStore();
  const path = useStorePath();
  return (
    <>
      <PageHeader title={`Purchase for #${purchase.order_number}`} hint={`${purchase.supplier_name} · ${formatDateTime(purchase.created_at, timeZone)}`} badge={<PurchaseBadge purchase={purchase} />}>
        <PurchaseFixes purchase={purchase} />
      </PageHeader>
      <Problem purchase={purchase} timeZone={timeZone} />
      <div className="grid gap-5 lg:grid-cols-[1fr_20rem]">
        <div className="min-w-0 space-y-5">
          <Card>
            <CardHeader title="Lines" className="pb-3.5"><Link href={path(`orders/${purchase.order_id}`)} className="text-sm text-pine hover:underline">Order #{purchase.order_number}</Link></CardHeader>
            <ul>
              {purchase.lines.map((line) => (
                <li key={line.id} className="flex items-start gap-3 border-t border-line px-5 py-3.5 text-sm">
                  <Thumb url={line.image_url} />
                  <div className="min-w-0 flex-1">
                    <p className="font-medium break-words">{line.title}</p>
                    <p className="text-xs break-words text-ink-faint">{[line.variant_title, line.sku].filter(Boolean).join(" · ")}</p>
                    <p className="text-xs break-all text-ink-faint">{line.supplier_product_id} · {line.supplier_sku_id}</p>
                  </div>
                  <p className="money">{line.quantity}{line.unit_cost && ` × ${formatMoney(line.unit_cost)}`}</p>
                </li>
              ))}
            </ul>
          </Card>
          <Card>
            <CardHeader title="What happened" />
            <CardBody className="pt-2">
              <ol className="space-y-2 text-sm">
                {purchase.timeline.map((event) => (
                  <li key={`${event.at}${event.message}`} className="flex flex-wrap gap-x-3"><time className="w-40 shrink-0 text-ink-faint" dateTime={event.at}>{formatDateTime(event.at, timeZone)}</time><span className="min-w-0 flex-1 basis-56 break-words">{event.message}</span></li>
                ))}
              </ol>
            </CardBody>
          </Card>
        </div>
        <div className="space-y-5">
          <Facts purchase={purchase} timeZone={timeZone} />
          {purchase.quote && <Quote quote={purchase.quote} timeZone={timeZone} />}
          <Card>
            <CardHeader title="Ships to" />
            <CardBody className="pt-2 text-sm"><address className="leading-relaxed not-italic">{shipsTo(purchase.shipping_address).map((line) => <span key={line} className="block break-words">{line}</span>)}</address></CardBody>
          </Card>
        </div>
      </div>
    </>
  );
}

export function PurchaseDetail({ purchaseId }: { purchaseId: string }) {
  const store = useStore();
  const purchase = useQuery({ ...purchaseQuery(store.id, purchaseId), refetchInterval: 15_000 });
  useNamePage(purchase.data && `Purchase for #${purchase.data.order_number}`);
  if (purchase.isPending) return <div className="grid gap-5 lg:grid-cols-[1fr_20rem]"><CardSkeleton lines={9} /><CardSkeleton lines={5} /></div>;
  if (purchase.isError) return <ErrorState error={purchase.error} onRetry={() => void purchase.refetch()} />;
  return <PurchaseView purchase={purchase.data} />;
}
