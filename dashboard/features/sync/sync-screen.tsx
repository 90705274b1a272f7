"use client";

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw, ShieldAlert } from "lucide-react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import type { components } from "@/lib/api/automation";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";
import { formatAgo } from "@/lib/format/time";

type Shapes = components["schemas"];
type Held = Shapes["HeldFactOutput"];
type Body = Shapes["ReactionInputRequest"];

const BASE = "/api/v1/automation/stores/{store_id}/sync" as const;
const EVENTS: Record<string, string> = { COST_UP: "Cost goes up", COST_DOWN: "Cost goes down", OUT_OF_STOCK: "Sold out at the supplier", VARIANT_GONE: "Variant is gone", PRODUCT_GONE: "Product is gone", BACK_IN_STOCK: "Back in stock" };
const REACTIONS: Record<string, string> = { NOTHING: "Do nothing", NOTIFY: "Tell me", REPRICE: "Reprice by my rules", ZERO_STOCK: "Set stock to 0", UNPUBLISH: "Take off sale" };
const DOUBTS: Record<Held["suspicion"], string> = { COST_ZERO: "Cost of 0", COST_JUMP: "Cost jumped more than tenfold", CURRENCY: "Another currency", NO_SKUS: "No variants at all" };

function queries(storeId: string) {
  const path = { store_id: storeId };
  const key = (name: string) => ["store", storeId, "sync", name];
  return {
    state: queryOptions({ queryKey: key("state"), queryFn: ({ signal }) => dataOf(automation.GET(BASE, { params: { path }, signal })), refetchInterval: ({ state }) => (state.data?.last_night?.state === "RUNNING" ? 2000 : 30_000) }),
    held: queryOptions({ queryKey: key("held"), queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/held`, { params: { path, query: { page: 1, per_page: 50 } }, signal })) }),
    overdue: queryOptions({ queryKey: key("overdue"), queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/variants`, { params: { path, query: { overdue: true, page: 1, per_page: 50 } }, signal })) }),
    events: queryOptions({ queryKey: key("events"), queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/events`, { params: { path, query: { page: 1, per_page: 20 } }, signal })) }),
    reactions: queryOptions({ queryKey: key("reactions"), queryFn: ({ signal }) => dataOf(automation.GET(`${BASE}/reactions`, { params: { path }, signal })) }),
  };
}

function useSync(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  const onSettled = () => client.invalidateQueries({ queryKey: ["store", storeId, "sync"] });
  const onError = (error: Error) => { toast.error(messageOf(error)); };
  return {
    start: useMutation({ mutationFn: () => dataOf(automation.POST(`${BASE}/start`, { params: { path } })), onSettled, onError }),
    decide: useMutation({
      mutationFn: ({ id, isTrue }: { id: string; isTrue: boolean }) => {
        const params = { path: { ...path, held_id: id } };
        return isTrue ? dataOf(automation.POST(`${BASE}/held/{held_id}/accept`, { params })) : dataOf(automation.POST(`${BASE}/held/{held_id}/dismiss`, { params }));
      },
      onSettled, onError,
    }),
    react: useMutation({ mutationFn: (body: Body) => dataOf(automation.PUT(`${BASE}/reactions`, { params: { path }, body })), onSettled, onError }),
  };
}

export function SyncScreen() {
  const store = useStore();
  const can = useCan()("pricing.write");
  const query = queries(store.id);
  const [state, held, overdue, events, reactions] = [useQuery(query.state), useQuery(query.held), useQuery(query.overdue), useQuery(query.events), useQuery(query.reactions)];
  const { start, decide, react } = useSync(store.id);
  if (state.isPending) return <CardSkeleton lines={6} />;
  if (state.data === undefined) return <ErrorState error={state.error} onRetry={() => void state.refetch()} />;
  const { mapped, overdue: late, oldest_check_at: oldest, last_night: night } = state.data;
  return (
    <>
      <PageHeader title="Supplier checks" hint={mapped === 0 ? "Nothing is mapped to a supplier yet." : `${counted(mapped, "variant")} · oldest check ${oldest ? formatAgo(oldest, store.time_zone) : "never"} · ${late} overdue`}>
        {can && mapped > 0 && <Button isBusy={start.isPending || night?.state === "RUNNING"} onClick={() => start.mutate()}><RefreshCw />Check now</Button>}
      </PageHeader>
      <div className="space-y-5">
        {night?.message && <Notice tone="warn" icon={ShieldAlert} role="status">{night.message}</Notice>}
        {held.data !== undefined && held.data.rows.length > 0 && (
          <Card>
            <CardHeader title="Held back" hint="The shop is as it was until you decide." />
            <ul className="divide-y divide-line text-sm">
              {held.data.rows.map((row) => (
                <li key={row.id} className="flex flex-wrap items-center gap-3 px-5 py-3">
                  <span className="min-w-0 flex-1"><span className="font-medium">{row.title || row.reference}</span><span className="block text-ink-faint">{DOUBTS[row.suspicion]}: {row.before || "–"} → {row.after || "–"}</span></span>
                  {can && <Button size="sm" disabled={decide.isPending} onClick={() => decide.mutate({ id: row.id, isTrue: true })}>It is right</Button>}
                  {can && <Button size="sm" variant="ghost" disabled={decide.isPending} onClick={() => decide.mutate({ id: row.id, isTrue: false })}>Ignore</Button>}
                </li>
              ))}
            </ul>
          </Card>
        )}
        {overdue.data !== undefined && overdue.data.rows.length > 0 && (
          <Card>
            <CardHeader title={`Overdue (${overdue.data.total})`} hint="Not checked for 24 hours." />
            <ul className="divide-y divide-line text-sm">{overdue.data.rows.map((row) => <li key={row.id} className="flex flex-wrap gap-3 px-5 py-2.5"><span className="min-w-0 flex-1">{row.title}</span><span className="text-ink-faint">{row.message || row.provider}</span><span className="text-ink-faint">{row.checked_at ? formatAgo(row.checked_at, store.time_zone) : "never"}</span></li>)}</ul>
          </Card>
        )}
        {reactions.data && (
          <Card>
            <CardHeader title="What is done" />
            <CardBody className="grid gap-4 sm:grid-cols-2">
              {Object.entries(reactions.data.reactions).filter(([event]) => event !== "BACK_IN_STOCK").map(([event, reaction]) => (
                <Field key={event} label={EVENTS[event] ?? event}>{(control) => (
                  <Select {...control} value={reaction} disabled={!can || react.isPending} onChange={(change) => react.mutate({ event: event as Body["event"], reaction: change.target.value as NonNullable<Body["reaction"]> })}>
                    {Object.entries(REACTIONS).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
                  </Select>
                )}</Field>
              ))}
            </CardBody>
          </Card>
        )}
        <Card>
          <CardHeader title="What was found" />
          {events.data?.rows.length === 0 && <EmptyState icon={RefreshCw} title="Nothing yet"><p>Prices and stock at your suppliers are checked every night.</p></EmptyState>}
          <ul className="divide-y divide-line text-sm">
            {events.data?.rows.map((row) => (
              <li key={row.id} className="flex flex-wrap items-center gap-3 px-5 py-3"><span className="min-w-0 flex-1"><span className="font-medium">{row.title}</span><span className="block text-ink-faint">{EVENTS[row.event]} {row.before} → {row.after}{row.message && ` · ${row.message}`}</span></span><Badge tone={row.is_done ? "neutral" : "warn"}>{REACTIONS[row.reaction]}</Badge><span className="text-ink-faint">{formatAgo(row.at, store.time_zone)}</span></li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
