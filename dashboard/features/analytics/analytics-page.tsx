"use client";

import { useQuery } from "@tanstack/react-query";
import { TrendingDown, TrendingUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useState, type ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { funnelQuery, productsQuery, salesQuery, sourcesQuery, type SalesReport } from "@/features/analytics/analytics-api";
import { EntriesDialog } from "@/features/analytics/entries-dialog";
import { ExportMenu } from "@/features/analytics/export-menu";
import { FunnelBars } from "@/features/analytics/funnel-bars";
import { PeriodPicker } from "@/features/analytics/period-picker";
import { changeOf, periodFrom, todayIn, type Period } from "@/features/analytics/period";
import { ProductTable, SourceTable } from "@/features/analytics/ranked-tables";
import { useListParams } from "@/features/lists/use-list-params";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatMoney } from "@/lib/format/money";
import { formatCalendarDate } from "@/lib/format/time";

const SalesChart = dynamic(() => import("@/features/analytics/sales-chart").then((module) => module.SalesChart), {
  ssr: false,
  loading: () => <Skeleton className="h-72 w-full" />,
});
const PARAMS = ["from", "to"] as const;

type FigureProps = { label: string; value: string; now: string; before: string; isLessBetter?: boolean; onOpen?: () => void };

function Change({ now, before, isLessBetter }: { now: string; before: string; isLessBetter: boolean }) {
  const change = changeOf(now, before);
  if (change === null) return <span className="text-xs text-ink-faint">nothing to compare with</span>;
  const Icon = change < 0 ? TrendingDown : TrendingUp;
  return (
    <span className={cn("inline-flex items-center gap-1 text-xs", change === 0 ? "text-ink-faint" : change < 0 === isLessBetter ? "text-pine" : "text-danger")}>
      <Icon aria-hidden className="size-3.5" />
      {change > 0 ? "+" : ""}{change} % <span className="text-ink-faint">than before</span>
    </span>
  );
}

function Figure({ label, value, now, before, isLessBetter = false, onOpen }: FigureProps) {
  return (
    <Card className="relative min-w-0 px-4 py-4 sm:px-5">
      <p className="text-sm text-ink-soft">
        {onOpen ? <button type="button" onClick={onOpen} className="after:absolute after:inset-0 after:rounded-xl hover:underline">{label}</button> : label}
      </p>
      <p className="mt-1 text-xl font-semibold tracking-[-0.025em] wrap-anywhere tabular-nums sm:text-2xl">{value}</p>
      <Change now={now} before={before} isLessBetter={isLessBetter} />
    </Card>
  );
}

function Figures({ report, onOpen }: { report: SalesReport; onOpen: () => void }) {
  const { total, before } = report;
  const average = (sum: string, orders: number) => (orders === 0 ? "0" : String(Number(sum) / orders));
  const mean = { amount: Number(average(total.gross.amount, total.orders)).toFixed(2), currency: total.gross.currency };
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-5">
      <Figure label="Net sales" value={formatMoney(total.net)} now={total.net.amount} before={before.net.amount} onOpen={onOpen} />
      <Figure label="Orders" value={String(total.orders)} now={String(total.orders)} before={String(before.orders)} onOpen={onOpen} />
      <Figure label="Average order" value={formatMoney(mean)} now={average(total.gross.amount, total.orders)} before={average(before.gross.amount, before.orders)} />
      <Figure label="Refunds" value={formatMoney(total.refunds)} now={String(-Number(total.refunds.amount))} before={String(-Number(before.refunds.amount))} isLessBetter onOpen={onOpen} />
    </div>
  );
}

function Ranking({ title, hint, query, empty, children }: { title: string; hint: string; query: { isError: boolean; isPending: boolean; error: unknown; refetch: () => unknown }; empty: string | null; children: ReactNode }) {
  return (
    <Card className="overflow-hidden">
      <CardHeader title={title} hint={hint} />
      <div className="mt-3">
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <Skeleton className="m-5 h-40" />}
        {empty !== null && <p className="px-5 pb-6 text-sm text-ink-soft">{empty}</p>}
        {children}
      </div>
    </Card>
  );
}

/** Sales, the way to a sale, and what and who brought it. Every number opens the orders it is made of. */
export function AnalyticsPage() {
  const store = useStore();
  const path = useStorePath();
  const { values, change } = useListParams(PARAMS);
  const today = todayIn(store.time_zone);
  const period = periodFrom(values.from, values.to, today);
  const [opened, setOpened] = useState<Period | null>(null);
  const sales = useQuery(salesQuery(store.id, period));
  const funnel = useQuery(funnelQuery(store.id, period));
  const products = useQuery(productsQuery(store.id, period));
  const sources = useQuery(sourcesQuery(store.id, period));
  const words = (days: Period) => (days.from === days.to ? formatCalendarDate(days.from) : `${formatCalendarDate(days.from)} – ${formatCalendarDate(days.to)}`);
  return (
    <>
      <PageHeader title="Analytics" hint={`Days of your store's clock (${store.time_zone}), net of refunds and tax.`}><ExportMenu period={period} /></PageHeader>
      <div className="space-y-5">
        <PeriodPicker period={period} today={today} onChange={(next) => change({ from: next.from, to: next.to })} />
        {sales.isError && <Card><ErrorState error={sales.error} onRetry={() => void sales.refetch()} /></Card>}
        {sales.isPending && <Skeleton className="h-96 w-full" />}
        {sales.data && (
          <div className={cn("space-y-5 transition-opacity", sales.isPlaceholderData && "opacity-60")}>
            <Figures report={sales.data} onOpen={() => setOpened(period)} />
            <Card>
              <CardHeader title="Net sales by day" hint="Choose a day to see its orders and refunds." />
              <CardBody><SalesChart days={sales.data.days} currency={store.currency} onDay={(day) => setOpened({ from: day, to: day })} /></CardBody>
            </Card>
          </div>
        )}
        <div className="grid gap-5 lg:grid-cols-2 lg:items-start">
          <Card>
            <CardHeader title="From visit to sale" hint="Counted without cookies; bots and people who ask not to be counted are left out." />
            <CardBody>
              {funnel.isError && <ErrorState error={funnel.error} onRetry={() => void funnel.refetch()} />}
              {funnel.isPending && <Skeleton className="h-40" />}
              {funnel.data && <FunnelBars funnel={funnel.data} />}
            </CardBody>
          </Card>
          <Ranking title="Sources" hint="Where visits come from, and what they bought." query={sources} empty={sources.data?.length === 0 ? "No visits were counted in these days." : null}>
            {sources.data && sources.data.length > 0 && <SourceTable rows={sources.data} />}
          </Ranking>
        </div>
        <Ranking title="Top products" hint="By amount, at the prices paid, before refunds." query={products} empty={products.data?.length === 0 ? "Nothing was sold in these days." : null}>
          {products.data && products.data.length > 0 && <ProductTable rows={products.data} href={(id) => path(`products/${id}`)} />}
        </Ranking>
      </div>
      {opened && <EntriesDialog period={opened} title={words(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}
