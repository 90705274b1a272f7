"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleStop, CloudOff, Info, Package, RotateCw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { importQuery, useImportVerb } from "@/features/imports/import-api";
import { ImportBadge } from "@/features/imports/import-badge";
import { ImportItems } from "@/features/imports/import-items";
import { canRetry, hasEnded, headline, isPage, lacksPictures, percentOf, sourceName } from "@/features/imports/import-progress";
import { StepList } from "@/features/imports/step-list";
import { productKeys } from "@/features/products/product-api";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import type { ImportJob, ImportProblem } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format/time";

const SHOWN = 8;

/** Where a problem lies, unless its sentence says so already. */
function problemPlace({ row, reference, message }: ImportProblem): string {
  const isNew = reference !== undefined && !message.includes(reference);
  return [row ? `Row ${row}` : null, isNew ? reference : null].filter(Boolean).join(" · ");
}

/** Problems stopped something; in an import that succeeded they are what to look at. */
function Problems({ errors, hasSucceeded }: { errors: ImportProblem[]; hasSucceeded: boolean }) {
  const [isWhole, setWhole] = useState(false);
  if (errors.length === 0) return null;
  const shown = isWhole ? errors : errors.slice(0, SHOWN);
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={`${errors.length} ${hasSucceeded ? "warning" : "problem"}${errors.length === 1 ? "" : "s"}`}
        hint={hasSucceeded ? "Everything was imported all the same." : undefined}
        className="pb-4"
      />
      <ul>
        {shown.map((problem, index) => (
          <li key={`${problem.code}-${index}`} className="flex gap-3 border-t border-line px-5 py-3 text-sm">
            <TriangleAlert aria-hidden className={`mt-0.5 size-4 shrink-0 ${hasSucceeded ? "text-amber" : "text-danger"}`} />
            <div className="min-w-0">
              <p className="wrap-anywhere">{problem.message}</p>
              {problemPlace(problem) && <p className="text-xs break-all text-ink-faint">{problemPlace(problem)}</p>}
            </div>
          </li>
        ))}
      </ul>
      {errors.length > SHOWN && <div className="border-t border-line p-2 text-center"><Button variant="ghost" size="sm" onClick={() => setWhole(!isWhole)}>{isWhole ? "Show fewer" : `Show all ${errors.length}`}</Button></div>}
    </Card>
  );
}

function Actions({ job }: { job: ImportJob }) {
  const can = useCan()("imports.write");
  const store = useStore();
  const path = useStorePath();
  const verb = useImportVerb(store.id, job.id);
  const run = (name: "cancel" | "retry") => verb.mutate(name, { onError: (error) => toast.error(messageOf(error)) });
  const first = job.product_ids[0];
  const target = job.product_ids.length === 1 && first !== undefined ? `products/${first}` : "products?status=DRAFT";
  return (
    <>
      {!hasEnded(job.status) && can && <Button isBusy={verb.isPending} onClick={() => run("cancel")}><CircleStop />Cancel</Button>}
      {canRetry(job) && can && <Button isBusy={verb.isPending} onClick={() => run("retry")}><RotateCw />{lacksPictures(job) ? "Try the pictures again" : "Try the failed part again"}</Button>}
      {hasEnded(job.status) && first !== undefined && <Button asChild variant="primary"><Link href={path(target)}><Package />{job.product_ids.length === 1 ? "Open the product" : "Review the drafts"}</Link></Button>}
    </>
  );
}

function ProgressCard({ job }: { job: ImportJob }) {
  const tone = job.status === "FAILED" ? "danger" : job.status === "PARTIAL" ? "amber" : "pine";
  return (
    <Card>
      <CardBody className="space-y-6">
        <div>
          <div className="mb-2 flex items-baseline justify-between gap-4">
            <p role="status" className="font-medium">{headline(job)}</p>
            <p className="text-sm text-ink-faint tabular-nums">{Math.round(percentOf(job))}%</p>
          </div>
          <Progress percent={percentOf(job)} label="Progress of the import" tone={tone} />
        </div>
        <StepList steps={job.steps} />
      </CardBody>
    </Card>
  );
}

/** New products belong into the lists as soon as the import says that it has ended. */
function useRefreshProducts(storeId: string, job: ImportJob | undefined) {
  const client = useQueryClient();
  const wasRunning = useRef(false);
  const isRunning = job !== undefined && !hasEnded(job.status);
  useEffect(() => {
    if (wasRunning.current && !isRunning) void client.invalidateQueries({ queryKey: productKeys.all(storeId) });
    wasRunning.current = isRunning;
  }, [client, isRunning, storeId]);
}

export function ImportDetail({ importId }: { importId: string }) {
  const store = useStore();
  const query = useQuery(importQuery(store.id, importId));
  useNamePage(query.data && sourceName(query.data.source_label));
  useRefreshProducts(store.id, query.data);
  if (query.isPending) return <div className="space-y-5"><CardSkeleton lines={4} /><CardSkeleton lines={5} /></div>;
  if (query.data === undefined) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const job = query.data;
  const times = [`Started ${formatDateTime(job.created_at, store.time_zone)}`, job.finished_at && `ended ${formatDateTime(job.finished_at, store.time_zone)}`];
  return (
    <>
      <PageHeader title={<span className="wrap-anywhere">{sourceName(job.source_label)}</span>} badge={<ImportBadge status={job.status} />} hint={times.filter(Boolean).join(", ")}>
        <Actions job={job} />
      </PageHeader>
      <div className="space-y-5">
        {query.isError && <Notice icon={CloudOff} tone="warn" role="status">The connection to automation is interrupted; what you see may be a little old. It goes on by itself.</Notice>}
        <ProgressCard job={job} />
        {isPage(job.source_label) && <p className="px-1 text-sm break-all text-ink-faint">Source: <a href={job.source_label} target="_blank" rel="noreferrer" className="hover:text-pine hover:underline">{job.source_label}</a></p>}
        {job.notes.map((note) => <Notice key={note} icon={Info}>{note}</Notice>)}
        <Problems errors={job.errors} hasSucceeded={job.status === "SUCCEEDED"} />
        <ImportItems importId={job.id} isRunning={!hasEnded(job.status)} />
      </div>
    </>
  );
}
