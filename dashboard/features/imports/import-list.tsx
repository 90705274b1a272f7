"use client";

import { useQuery } from "@tanstack/react-query";
import { CloudDownload, FileSpreadsheet, Globe, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { importListQuery } from "@/features/imports/import-api";
import { ImportBadge } from "@/features/imports/import-badge";
import { headline, sourceName } from "@/features/imports/import-progress";
import { DataTable, type Column } from "@/features/lists/data-table";
import { Pagination } from "@/features/lists/pagination";
import { useListParams } from "@/features/lists/use-list-params";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { ImportJob } from "@/lib/api/types";
import { formatAgo } from "@/lib/format/time";

const NO_FILTERS = [] as const;

function isFile(job: ImportJob): boolean {
  return job.kind.toLowerCase() === "shopify_csv";
}

function columnsFor(timeZone: string): Column<ImportJob>[] {
  return [
    {
      key: "source",
      label: "Source",
      className: "w-full",
      cell: (job) => {
        const Icon = isFile(job) ? FileSpreadsheet : Globe;
        return (
          <span className="flex items-center gap-3">
            <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-ink-soft"><Icon aria-hidden className="size-4.5" strokeWidth={1.75} /></span>
            <span className="min-w-0">
              <span className="line-clamp-1 font-medium break-all">{sourceName(job.source_label)}</span>
              <span className="block text-xs text-ink-faint">{headline(job)}</span>
            </span>
          </span>
        );
      },
    },
    { key: "status", label: "State", cell: (job) => <ImportBadge status={job.status} /> },
    { key: "created", label: "Started", align: "right", isWideOnly: true, className: "whitespace-nowrap text-ink-faint", cell: (job) => formatAgo(job.created_at, timeZone) },
  ];
}

export function ImportList() {
  const store = useStore();
  const path = useStorePath();
  const { page, change } = useListParams(NO_FILTERS);
  const list = useQuery(importListQuery(store.id, { page, per_page: 20 }));
  const rows = list.data?.rows;
  const start = useCan()("imports.write") && <Button asChild variant="primary"><Link href={path("imports/new")}><Plus />Import products</Link></Button>;
  return (
    <>
      <PageHeader title="Imports" hint="Bring products in; every step stays visible.">{start}</PageHeader>
      <Card>
        {list.isError && rows === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {rows?.length === 0 && (
          <EmptyState icon={CloudDownload} title="Nothing imported yet" actions={start}>
            <p>Take over a whole shop from a Shopify export, or a single product from its page.</p>
          </EmptyState>
        )}
        {rows?.length !== 0 && !(list.isError && rows === undefined) && (
          <DataTable label="Imports" columns={columnsFor(store.time_zone)} rows={rows} href={(job) => path(`imports/${job.id}`)} isStale={list.isPlaceholderData} />
        )}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
