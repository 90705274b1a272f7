"use client";

import { useQuery } from "@tanstack/react-query";
import { Banknote, ExternalLink, PackageOpen, ShoppingBag, type LucideIcon } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { OnboardingChecklist } from "@/features/home/onboarding-checklist";
import { orderListQuery, orderSummaryQuery } from "@/features/orders/order-api";
import { FulfillmentBadge, PaymentBadge } from "@/features/orders/order-status";
import { useMember, useStore, useStorePath } from "@/features/session/store-context";
import type { OrdersSummary } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";
import { formatAgo } from "@/lib/format/time";

const WeekChart = dynamic(() => import("@/features/home/week-chart").then((module) => module.WeekChart), {
  ssr: false,
  loading: () => <Skeleton className="h-64 w-full" />,
});

type FigureProps = { icon: LucideIcon; label: string; value: ReactNode; href?: string };

function Figure({ icon: Icon, label, value, href }: FigureProps) {
  return (
    <Card className="relative px-5 py-4 transition-colors has-[a:hover]:border-line-strong">
      <p className="flex items-center gap-2 text-sm text-ink-soft">
        <Icon aria-hidden className="size-4 text-ink-faint" strokeWidth={1.75} />
        {href ? <Link href={href} className="after:absolute after:inset-0 after:rounded-xl">{label}</Link> : label}
      </p>
      <div className="mt-1.5 text-2xl font-semibold tracking-[-0.025em] tabular-nums">{value}</div>
    </Card>
  );
}

function Figures({ summary }: { summary: OrdersSummary | undefined }) {
  const path = useStorePath();
  const wait = <Skeleton className="my-1 h-6.5 w-20" />;
  return (
    <div className="grid grid-cols-2 gap-3 *:first:max-sm:col-span-2 sm:grid-cols-3 sm:gap-5">
      <Figure icon={Banknote} label="Revenue today" value={summary ? formatMoney(summary.today.revenue) : wait} />
      <Figure icon={ShoppingBag} label="Orders today" value={summary?.today.orders ?? wait} href={path("orders")} />
      <Figure icon={PackageOpen} label="Waiting to ship" value={summary?.unfulfilled ?? wait} href={path("orders?fulfillment_status=UNFULFILLED")} />
    </div>
  );
}

function LatestOrders() {
  const store = useStore();
  const path = useStorePath();
  const { data } = useQuery(orderListQuery(store.id, { per_page: 5 }));
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Latest orders"><Button asChild variant="link" size="sm"><Link href={path("orders")}>All orders</Link></Button></CardHeader>
      <ul className="mt-3">
        {data.rows.map((order) => (
          <li key={order.id} className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-5 py-3 text-sm hover:bg-sunken/60">
            <Link href={path(`orders/${order.id}`)} className="font-medium after:absolute after:inset-0">#{order.number}</Link>
            <span className="min-w-0 flex-1 truncate text-ink-soft">{order.customer_name || order.email}</span>
            <span className="text-xs text-ink-faint max-md:hidden">{formatAgo(order.placed_at, store.time_zone)}</span>
            <span className="flex gap-1.5 max-sm:order-last max-sm:w-full"><PaymentBadge status={order.payment_status} /><FulfillmentBadge order={order} /></span>
            <span className="money w-20 text-right font-medium">{formatMoney(order.total)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function greeting(timeZone: string): string {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone }).format(new Date()));
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}

export function HomePage() {
  const store = useStore();
  const { user } = useMember();
  const summary = useQuery({ ...orderSummaryQuery(store.id), refetchInterval: 60_000 });
  const firstName = user.full_name.split(" ")[0];
  return (
    <>
      <PageHeader title={firstName ? `${greeting(store.time_zone)}, ${firstName}` : greeting(store.time_zone)} hint={`This is how ${store.name} is doing.`}>
        <Button asChild><a href={store.url} target="_blank" rel="noreferrer"><ExternalLink />Visit shop</a></Button>
      </PageHeader>
      <div className="space-y-5">
        <OnboardingChecklist />
        {summary.isError ? (
          <Card><ErrorState error={summary.error} onRetry={() => void summary.refetch()} /></Card>
        ) : (
          <>
            <Figures summary={summary.data} />
            <Card>
              <CardHeader title="Last 7 days" hint={`Revenue in ${store.currency}, days in ${store.time_zone}`} />
              <CardBody>{summary.data ? <WeekChart days={summary.data.last_7_days} currency={store.currency} /> : <Skeleton className="h-64 w-full" />}</CardBody>
            </Card>
          </>
        )}
        <LatestOrders />
      </div>
    </>
  );
}
