"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Play, SearchX, SlidersHorizontal, Telescope } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { CandidateCard } from "@/features/research/candidate-card";
import { CriteriaDialog } from "@/features/research/criteria-dialog";
import { candidatesQuery, criteriaQuery, isWorking, latestRunQuery, sourcesQuery, useRunStart, type Candidate } from "@/features/research/research-api";
import { MissingSources, RunCard } from "@/features/research/run-card";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

const FILTERS = ["search", "state"] as const;
const TABS = [
  { value: "", label: "All" },
  { value: "NEW", label: "New" },
  { value: "WATCHED", label: "Watched" },
  { value: "IMPORTED", label: "Imported" },
  { value: "REJECTED", label: "Put away" },
];

/** The scores are made at a run's end: one more look when it has ended. */
function useLastLook(isLive: boolean, { refetch }: Pick<UseQueryResult, "refetch">): void {
  const wasLive = useRef(false);
  useEffect(() => {
    if (wasLive.current && !isLive) void refetch();
    wasLive.current = isLive;
  }, [isLive, refetch]);
}

/** Candidates of the daily research, best first, above them how the last run went. */
export function ResearchPage() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const [isEditing, setEditing] = useState(false);
  const criteria = useQuery(criteriaQuery(store.id));
  const sources = useQuery(sourcesQuery(store.id));
  const run = useQuery(latestRunQuery(store.id));
  const isLive = isWorking(run.data ?? null);
  const state = TABS.some(({ value }) => value === values.state) ? (values.state as Candidate["state"] | "") : "";
  const list = useQuery(candidatesQuery(store.id, { search: values.search, ...(state ? { state } : {}), page, per_page: 20 }, isLive));
  useLastLook(isLive, list);
  const start = useRunStart(store.id);
  const hasWords = (criteria.data?.keywords.length ?? 0) > 0;
  const rows = list.data?.rows;
  return (
    <>
      <PageHeader title="Research" hint={hasWords ? `Looking for ${criteria.data?.keywords.join(", ")}` : "Products worth selling, found while you sleep."}>
        <Button onClick={() => setEditing(true)} disabled={criteria.data === undefined}><SlidersHorizontal />Criteria</Button>
        <Button variant="primary" isBusy={start.isPending} disabled={!hasWords || isLive} onClick={() => start.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}><Play />Run today&rsquo;s research</Button>
      </PageHeader>
      <div className="space-y-5">
        {run.data && <RunCard run={run.data} />}
        {sources.data && <MissingSources sources={sources.data} />}
        <Card>
          <FilterTabs label="State" value={state} options={TABS} onChange={(next) => change({ state: next })} />
          <div className="border-y border-line p-3"><SearchBox label="Search by title" value={values.search} onChange={(search) => change({ search })} /></div>
          {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {list.isPending && <div className="space-y-4 p-5">{Array.from({ length: 4 }, (_, index) => <Skeleton key={index} className="h-18 w-full" />)}</div>}
          {rows?.length === 0 && isFiltered && <EmptyState icon={SearchX} title="No candidate matches" actions={<Button onClick={reset}>Clear filters</Button>} />}
          {rows?.length === 0 && !isFiltered && (
            <EmptyState icon={Telescope} title={isLive ? "The sources are being asked" : "Nothing found yet"} actions={!hasWords && <Button variant="primary" onClick={() => setEditing(true)}>Say what to look for</Button>}>
              <p>{isLive ? "The first candidates appear here in a moment." : "Name some keywords. Each morning your suppliers, Google Trends and Reddit are asked, and what is found is scored by evidence you can open."}</p>
            </EmptyState>
          )}
          {rows && rows.length > 0 && <ul aria-label="Candidates" aria-busy={list.isPlaceholderData}>{rows.map((row) => <CandidateCard key={row.id} candidate={row} href={path(`research/${row.id}`)} />)}</ul>}
          {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
        </Card>
      </div>
      {isEditing && criteria.data && <CriteriaDialog criteria={criteria.data} onClose={() => setEditing(false)} />}
    </>
  );
}
