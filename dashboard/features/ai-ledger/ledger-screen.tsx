"use client";

import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { daysStacked } from "@/features/ai-ledger/days-stacked";
import { Pagination } from "@/features/lists/pagination";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";
import { formatAgo, formatCalendarDate } from "@/lib/format/time";

const BASE = "/api/v1/automation/stores/{store_id}/ai" as const;
const COLOURS = ["bg-pine", "bg-copper", "bg-sky", "bg-amber", "bg-danger", "bg-ink-faint"];
const words = (purpose: string) => (purpose.charAt(0).toUpperCase() + purpose.slice(1).replaceAll("_", " ")).replace(/^Seo\b/, "SEO");

function queries(storeId: string, page: number) {
  const path = { store_id: storeId };
  return {
    days: queryOptions({ queryKey: ["store", storeId, "ai", "days"], queryFn: ({ signal }) => dataOf(automation.GET(`${BASE}/ledger/days`, { params: { path, query: { days: 30 } }, signal })) }),
    calls: queryOptions({ queryKey: ["store", storeId, "ai", "calls", page], queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/ledger`, { params: { path, query: { page, per_page: 20 } }, signal })), placeholderData: keepPreviousData }),
    budget: queryOptions({ queryKey: ["store", storeId, "ai", "budget"], queryFn: ({ signal }) => dataOf(automation.GET(`${BASE}/budget`, { params: { path }, signal })) }),
  };
}

function Budget({ daily, monthly }: { daily: string | null; monthly: string | null }) {
  const store = useStore();
  const client = useQueryClient();
  const [values, setValues] = useState({ daily: daily ? String(Number(daily)) : "", monthly: monthly ? String(Number(monthly)) : "" });
  const save = useMutation({
    mutationFn: () => dataOf(automation.PATCH(`${BASE}/budget`, { params: { path: { store_id: store.id } }, body: { daily_usd: values.daily || null, monthly_usd: values.monthly || null } })),
    onSuccess: () => { toast.success("The budget is set."); void client.invalidateQueries({ queryKey: ["store", store.id, "ai"] }); },
    onError: (error) => toast.error(messageOf(error)),
  });
  return (
    <form className="flex flex-wrap items-end gap-3" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <Field label="At most in a day (USD)" isOptional className="w-60">{(control) => <Input {...control} inputMode="decimal" value={values.daily} onChange={(event) => setValues({ ...values, daily: event.target.value })} />}</Field>
      <Field label="At most in 30 days (USD)" isOptional className="w-60">{(control) => <Input {...control} inputMode="decimal" value={values.monthly} onChange={(event) => setValues({ ...values, monthly: event.target.value })} />}</Field>
      <Button type="submit" isBusy={save.isPending}>Save</Button>
    </form>
  );
}

export function LedgerScreen() {
  const store = useStore();
  const can = useCan()("imports.write");
  const [page, setPage] = useState(1);
  const query = queries(store.id, page);
  const [days, calls, budget] = [useQuery(query.days), useQuery(query.calls), useQuery(query.budget)];
  if (calls.isPending) return <CardSkeleton lines={6} />;
  if (calls.data === undefined) return <ErrorState error={calls.error} onRetry={() => void calls.refetch()} />;
  const chart = daysStacked(days.data ?? []);
  return (
    <>
      <PageHeader title="AI costs" hint="Every question to Claude, what it was for and what it cost." />
      <div className="space-y-5">
        {budget.data?.is_spent && <Notice tone="warn" icon={Sparkles} role="status">The budget is spent: nothing is asked until it is free again or raised.</Notice>}
        <Card>
          <CardHeader title="By day and purpose" hint={budget.data ? `${Number(budget.data.spent_day_usd).toFixed(2)} of ${Number(budget.data.daily_limit_usd).toFixed(2)} USD in the last 24 hours, ${Number(budget.data.spent_month_usd).toFixed(2)} in 30 days` : undefined} />
          <CardBody>
            {chart.days.length === 0 ? <EmptyState icon={Sparkles} title="Nothing asked yet"><p>Costs appear with the first rewrite, audit or draft.</p></EmptyState> : (
              <figure>
                <div className="flex h-40 items-end gap-px sm:gap-1" aria-hidden>
                  {chart.days.map((day) => (
                    <div key={day.on} className="flex h-full max-w-12 min-w-0 flex-1 flex-col justify-end" title={`${formatCalendarDate(day.on)}: ${day.total.toFixed(4)} USD`}>
                      {day.parts.map((part) => <span key={part.purpose} className={COLOURS[chart.purposes.indexOf(part.purpose) % COLOURS.length]} style={{ height: `${part.share}%` }} />)}
                    </div>
                  ))}
                </div>
                <figcaption className="mt-3 flex flex-wrap gap-4 text-xs text-ink-soft">{chart.purposes.map((purpose, at) => <span key={purpose} className="flex items-center gap-1.5"><span className={`size-2.5 rounded-sm ${COLOURS[at % COLOURS.length]}`} />{words(purpose)}</span>)}</figcaption>
                <table className="sr-only"><caption>Cost by day in USD</caption><tbody>{chart.days.map((day) => <tr key={day.on}><th>{formatCalendarDate(day.on)}</th><td>{day.total.toFixed(4)}</td></tr>)}</tbody></table>
              </figure>
            )}
          </CardBody>
        </Card>
        {can && budget.data && <Card><CardHeader title="Budget" /><CardBody><Budget key={budget.dataUpdatedAt} daily={budget.data.daily_own_usd} monthly={budget.data.monthly_own_usd} /></CardBody></Card>}
        <Card>
          <CardHeader title="Questions" />
          {calls.data.total === 0 && <p className="px-5 pt-2 pb-5 text-sm text-ink-faint">No question has been asked yet.</p>}
          <ul className="mt-1 divide-y divide-line text-sm">
            {calls.data.rows.map((call) => (
              <li key={call.id} className="flex flex-wrap items-center gap-3 px-5 py-3"><span className="min-w-0 flex-1"><span className="font-medium">{words(call.purpose)}</span><span className="block text-ink-faint">{call.model} · {call.input_tokens} in, {call.output_tokens} out{call.error && ` · ${call.error}`}</span></span><span className="tabular-nums">{call.cost_usd} USD</span><span className="text-ink-faint">{formatAgo(call.created_at, store.time_zone)}</span></li>
            ))}
          </ul>
          <Pagination page={calls.data.page} perPage={calls.data.perPage} total={calls.data.total} onPage={setPage} />
        </Card>
      </div>
    </>
  );
}
