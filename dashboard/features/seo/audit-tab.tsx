"use client";

import { useQuery } from "@tanstack/react-query";
import { Info, ListChecks, RotateCw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { isAuditRunning, runPagesQuery, runsQuery, useAuditStart } from "@/features/seo/seo-api";
import { reasonName } from "@/features/seo/reason-names";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { SeoPageScore, SeoRun } from "@/lib/api/types";
import { counted } from "@/lib/format/count";
import { formatAgo } from "@/lib/format/time";

function toneOf(score: number): Tone {
  return score >= 85 ? "good" : score >= 60 ? "warn" : "bad";
}

function StartButton({ run }: { run: SeoRun | undefined }) {
  const store = useStore();
  const start = useAuditStart(store.id);
  if (!useCan()("seo.write")) return null;
  const isRunning = isAuditRunning(run);
  return (
    <Button variant="primary" isBusy={start.isPending || isRunning} onClick={() => start.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}>
      {!isRunning && <RotateCw />}{isRunning ? "Looking at every page …" : run === undefined ? "Look now" : "Look again now"}
    </Button>
  );
}

function PageRow({ page }: { page: SeoPageScore }) {
  const store = useStore();
  return (
    <li className="border-t border-line px-5 py-3.5 text-sm">
      <div className="flex items-start gap-3">
        <span className="min-w-0 flex-1">
          <span className="block font-medium break-words">{page.title}</span>
          <a className="block text-xs wrap-anywhere text-ink-faint underline-offset-2 hover:underline" href={`${store.url.replace(/\/+$/, "")}${page.path}`} target="_blank" rel="noreferrer">{page.path}</a>
        </span>
        <Badge tone={toneOf(page.score)}><span className="sr-only">Score </span>{page.score}</Badge>
      </div>
      {page.reasons.length > 0 && (
        <ul className="mt-2 space-y-1 text-ink-soft">
          {page.reasons.map((reason) => (
            <li key={reason.code} className="flex gap-2">
              <span className="w-8 shrink-0 text-right text-ink-faint tabular-nums">−{reason.points}</span>
              <span className="min-w-0 break-words">{reason.message}{reason.paths.length > 0 && ` ${reason.paths.join(", ")}`}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Pages({ run }: { run: SeoRun }) {
  const store = useStore();
  const [reason, setReason] = useState("");
  const [page, setPage] = useState(1);
  const list = useQuery(runPagesQuery(store.id, run.id, { page, per_page: 20, ...(reason ? { reason } : {}) }));
  const reasons = Object.entries(run.reasons).sort((a, b) => b[1] - a[1]);
  return (
    <Card>
      <CardHeader title="Pages, the weakest first" hint="Every lost point has its reason." />
      <div role="group" aria-label="Reasons" className="flex flex-wrap gap-2 px-5 py-4">
        {reasons.map(([code, count]) => (
          <Button key={code} size="sm" aria-pressed={reason === code} variant={reason === code ? "primary" : "secondary"} onClick={() => { setReason(reason === code ? "" : code); setPage(1); }}>
            {reasonName(code)} <span className="tabular-nums opacity-70">{count}</span>
          </Button>
        ))}
      </div>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <CardSkeleton lines={5} className="border-0" />}
      <ul aria-busy={list.isPlaceholderData}>{list.data?.rows.map((row) => <PageRow key={row.id} page={row} />)}</ul>
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </Card>
  );
}

export function AuditTab() {
  const store = useStore();
  const runs = useQuery(runsQuery(store.id));
  const latest = runs.data?.rows[0];
  const shown = runs.data?.rows.find(({ score }) => score !== null);
  if (runs.isPending) return <CardSkeleton lines={4} />;
  if (runs.data === undefined) return <Card><ErrorState error={runs.error} onRetry={() => void runs.refetch()} /></Card>;
  if (shown === undefined) {
    return (
      <Card>
        <EmptyState icon={ListChecks} title="No audit yet" actions={<StartButton run={latest} />}>
          <p>Once a week every page is looked at: titles, descriptions, pictures, links. The first look can begin now.</p>
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className="space-y-5">
      <Card>
        <CardBody className="flex flex-wrap items-center gap-x-6 gap-y-4">
          <p className="text-4xl font-semibold tabular-nums">{shown.score}<span className="text-base font-normal text-ink-faint"> of 100</span></p>
          <p className="min-w-52 flex-1 text-sm text-ink-soft">
            The mean of {counted(shown.pages_count, "page")}, {shown.finished_at ? `looked at ${formatAgo(shown.finished_at, store.time_zone)}` : "being looked at now"}.
            {shown.week ? ` Weekly audit ${shown.week}.` : ""} {shown.proposals_count > 0 && `${counted(shown.proposals_count, "proposal")} came of it.`}
          </p>
          <StartButton run={latest} />
        </CardBody>
      </Card>
      {shown.notes.map((note) => <Notice key={note} icon={Info}>{note}</Notice>)}
      <Pages run={shown} />
    </div>
  );
}
