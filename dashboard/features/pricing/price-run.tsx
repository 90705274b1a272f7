"use client";

import { useQuery } from "@tanstack/react-query";
import { Calculator, Check, Undo2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton, Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { isRunWorking, linesQuery, runQuery, useRunVerb, type LineState, type PriceLine } from "@/features/pricing/pricing-api";
import { lineWords, runWords } from "@/features/pricing/pricing-words";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";

const TONES = { CHANGE: "info", APPLIED: "good", REFUSED: "bad", BELOW_FLOOR: "bad", LOCKED: "warn", UNDONE: "neutral", SAME: "neutral", NO_COST: "warn", NO_RULE: "neutral" } as const;

function Line({ line }: { line: PriceLine }) {
  return (
    <tr className="border-t border-line align-top">
      <td className="px-5 py-3"><span className="font-medium">{line.product_title}</span>{line.variant_title && <span className="block text-ink-faint">{line.variant_title}</span>}{line.message && <span className="block text-xs text-ink-faint">{line.message}{line.state === "BELOW_FLOOR" && line.floor && ` At least ${line.floor.amount}.`}</span>}{line.rule_name && <span className="block text-xs text-ink-faint">{line.rule_name}</span>}<span className="mt-1 block sm:hidden"><Badge tone={TONES[line.state]}>{lineWords(line.state)}</Badge></span><span className="block text-xs text-ink-faint sm:hidden">Cost {line.cost?.amount ?? "not known"}{line.margin !== null && ` · ${line.margin} % margin`}</span></td>
      <td className="px-3 py-3 text-right tabular-nums max-sm:hidden">{line.cost?.amount ?? "–"}</td>
      <td className="px-3 py-3 text-right tabular-nums">{line.before.amount}</td>
      <td className="px-3 py-3 text-right font-medium tabular-nums max-sm:pr-5">{line.after?.amount ?? "–"}</td>
      <td className="px-3 py-3 text-right tabular-nums max-sm:hidden">{line.margin === null ? "–" : `${line.margin} %`}</td>
      <td className="px-5 py-3 max-sm:hidden"><Badge tone={TONES[line.state]}>{lineWords(line.state)}</Badge></td>
    </tr>
  );
}

export function PriceRunDetail({ runId }: { runId: string }) {
  const store = useStore();
  const can = useCan()("pricing.write");
  const [page, setPage] = useState(1);
  const [only, setOnly] = useState<LineState | "">("");
  const run = useQuery(runQuery(store.id, runId));
  const isWorking = isRunWorking(run.data);
  const lines = useQuery(linesQuery(store.id, runId, { page, per_page: 50, ...(only === "" ? {} : { state: only }) }, run.data?.state, isWorking));
  const verb = useRunVerb(store.id, runId);
  useNamePage("Prices before and after");
  if (run.isPending) return <CardSkeleton lines={6} />;
  if (run.data === undefined) return <ErrorState error={run.error} onRetry={() => void run.refetch()} />;
  const { state, counts } = run.data;
  const go = (what: "apply" | "undo") => verb.mutate(what, { onError: (error) => toast.error(messageOf(error)) });
  const changes = counts["CHANGE"] ?? 0;
  return (
    <>
      <PageHeader title="Prices before and after" hint={Object.entries(counts).map(([name, count]) => `${count} ${lineWords(name as PriceLine["state"]).toLowerCase()}`).join(" · ")} badge={<Badge tone={state === "APPLIED" ? "good" : "neutral"}>{runWords(state)}</Badge>}>
        {can && state === "PREVIEW" && <Button variant="primary" disabled={changes === 0} isBusy={verb.isPending} onClick={() => go("apply")}><Check />Change {changes === 1 ? "1 price" : `${changes} prices`}</Button>}
        {can && (state === "APPLIED" || state === "FAILED") && <Button isBusy={verb.isPending} onClick={() => go("undo")}><Undo2 />Undo</Button>}
      </PageHeader>
      <Card className="overflow-hidden">
        <FilterTabs
          label="Which lines"
          value={only}
          options={[{ value: "", label: "All" }, ...Object.entries(counts).map(([name, count]) => ({ value: name, label: `${lineWords(name as LineState)} (${count})` }))]}
          onChange={(next) => { setOnly(next as LineState | ""); setPage(1); }}
        />
        {lines.isPending && <div className="p-5"><Skeleton className="h-24" /></div>}
        {lines.isError && lines.data === undefined && <ErrorState error={lines.error} onRetry={() => void lines.refetch()} />}
        {lines.data?.rows.length === 0 && <EmptyState icon={Calculator} title="No variants"><p>No product is covered by these rules.</p></EmptyState>}
        {lines.data !== undefined && lines.data.rows.length > 0 && (
          <div className="overflow-x-auto">
            <table className="w-full text-sm">
              <caption className="sr-only">Prices before and after, in {store.currency}</caption>
              <thead><tr className="text-left text-xs text-ink-faint"><th className="px-5 py-2 font-medium">Product</th><th className="px-3 py-2 text-right font-medium max-sm:hidden">Cost</th><th className="px-3 py-2 text-right font-medium">Now</th><th className="px-3 py-2 text-right font-medium max-sm:pr-5">New</th><th className="px-3 py-2 text-right font-medium max-sm:hidden">Margin</th><th className="px-5 py-2 font-medium max-sm:hidden">State</th></tr></thead>
              <tbody>{lines.data.rows.map((line) => <Line key={line.id} line={line} />)}</tbody>
            </table>
          </div>
        )}
        {lines.data && <Pagination page={lines.data.page} perPage={lines.data.perPage} total={lines.data.total} onPage={setPage} />}
      </Card>
    </>
  );
}
