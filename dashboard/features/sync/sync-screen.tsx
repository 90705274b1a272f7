"use client";

import { useQuery } from "@tanstack/react-query";
import { RefreshCw, ShieldAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { EventList } from "@/features/sync/event-list";
import { HeldCard } from "@/features/sync/held-card";
import { OverdueCard } from "@/features/sync/overdue-card";
import { ReactionFields } from "@/features/sync/reaction-fields";
import { stateQuery, useSyncStart } from "@/features/sync/sync-api";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

function Figure({ label, value, hint }: { label: string; value: string; hint?: string }) {
  return <div className="px-5 py-4"><dt className="text-sm text-ink-faint">{label}</dt><dd className="mt-0.5 text-lg font-medium tabular-nums">{value}</dd>{hint && <dd className="text-xs text-ink-faint">{hint}</dd>}</div>;
}

/** How fresh suppliers' prices and stock are, what was found, and what is done about it. */
export function SyncScreen() {
  const store = useStore();
  const can = useCan()("pricing.write");
  const state = useQuery(stateQuery(store.id));
  const start = useSyncStart(store.id);
  if (state.isPending) return <CardSkeleton lines={6} />;
  if (state.data === undefined) return <ErrorState error={state.error} onRetry={() => void state.refetch()} />;
  const { mapped, best_sellers: best, overdue, oldest_check_at: oldest, last_night: night } = state.data;
  const isRunning = night?.state === "RUNNING";
  return (
    <>
      <PageHeader title="Supplier checks" hint={mapped === 0 ? "Nothing is mapped to a supplier yet. Import a product from one first." : "Every variant at least once a day, what sells well every hour."}>
        {can && mapped > 0 && <Button isBusy={start.isPending || isRunning} onClick={() => start.mutate()}><RefreshCw />Check now</Button>}
      </PageHeader>
      <div className="space-y-5">
        {night?.message && <Notice tone="warn" icon={ShieldAlert} role="status">{night.message}</Notice>}
        <Card>
          <dl className="grid grid-cols-2 divide-line sm:grid-cols-4 sm:divide-x">
            <Figure label="Mapped variants" value={String(mapped)} />
            <Figure label="Checked every hour" value={String(best)} hint="sold in the last 7 days" />
            <Figure label="Oldest check" value={oldest ? formatAgo(oldest, store.time_zone) : mapped === 0 ? "–" : "never"} />
            <Figure label="Overdue" value={String(overdue)} hint={isRunning ? `checking now: ${night.checked} done` : undefined} />
          </dl>
        </Card>
        <HeldCard />
        <OverdueCard />
        <Card>
          <CardHeader title="What is done" hint="In all products; one product may differ, on its own page." />
          <CardBody><ReactionFields /></CardBody>
        </Card>
        <Card className="overflow-hidden">
          <CardHeader title="What was found" className="pb-4" />
          <EventList />
        </Card>
      </div>
    </>
  );
}
