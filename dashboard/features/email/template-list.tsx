"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { templateListQuery, type Template } from "@/features/email/email-api";
import { DataTable, type Column } from "@/features/lists/data-table";
import { Pagination } from "@/features/lists/pagination";
import { useListParams } from "@/features/lists/use-list-params";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { formatAgo } from "@/lib/format/time";

const NO_FILTERS = [] as const;

export function TemplateList() {
  const store = useStore();
  const path = useStorePath();
  const { page, change } = useListParams(NO_FILTERS);
  const list = useQuery(templateListQuery(store.id, { page, per_page: 20 }));
  const rows = list.data?.rows;
  const columns: Column<Template>[] = [
    { key: "name", label: "Template", className: "w-full", cell: (row) => <span><span className="block font-medium">{row.name}</span><span className="block text-xs text-ink-faint">{row.subject}</span></span> },
    { key: "changed", label: "Changed", align: "right", isWideOnly: true, className: "whitespace-nowrap text-ink-faint", cell: (row) => formatAgo(row.updated_at, store.time_zone) },
  ];
  const add = useCan()("email.write") && <Button asChild variant="primary"><Link href={path("email/templates/new")}><Plus />New template</Link></Button>;
  return (
    <>
      <PageHeader title="E-mail templates" hint="What flows send. A change counts for every mail decided from then on.">{add}</PageHeader>
      <Card>
        {list.isError && rows === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {rows?.length === 0 && <EmptyState icon={LayoutTemplate} title="No templates yet" actions={add} />}
        {rows?.length !== 0 && !(list.isError && rows === undefined) && <DataTable label="Templates" columns={columns} rows={rows} href={(row) => path(`email/templates/${row.id}`)} isStale={list.isPlaceholderData} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
