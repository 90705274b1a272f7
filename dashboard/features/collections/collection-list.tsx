"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutGrid, Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { collectionListQuery } from "@/features/collections/collection-api";
import { DataTable, type Column } from "@/features/lists/data-table";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { Collection } from "@/lib/api/types";

const FILTERS = ["search"] as const;
const COLUMNS: Column<Collection>[] = [
  {
    key: "title",
    label: "Collection",
    className: "w-full",
    cell: ({ title, handle }) => (
      <>
        <span className="block font-medium wrap-anywhere">{title}</span>
        <span className="block text-xs wrap-anywhere text-ink-faint">/collections/{handle}</span>
      </>
    ),
  },
  {
    key: "state",
    label: "State",
    cell: ({ is_published: isPublished }) => <Badge tone={isPublished ? "good" : "neutral"} mark={isPublished ? "full" : "ring"}>{isPublished ? "Published" : "Hidden"}</Badge>,
  },
  { key: "count", label: "Products", align: "right", isWideOnly: true, cell: ({ products_count: count }) => <span className="tabular-nums">{count}</span> },
];

export function CollectionList() {
  const store = useStore();
  const path = useStorePath();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS);
  const list = useQuery(collectionListQuery(store.id, { ...values, page, per_page: 20 }));
  const rows = list.data?.rows;
  const isEmpty = rows?.length === 0;
  const create = useCan()("products.write") && <Button asChild variant="primary"><Link href={path("collections/new")}><Plus />Create collection</Link></Button>;
  return (
    <>
      <PageHeader title="Collections">{create}</PageHeader>
      <Card>
        <div className="flex border-b border-line p-3"><SearchBox label="Search collections" value={values.search} onChange={(search) => change({ search })} /></div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {isEmpty && !isFiltered && page === 1 && (
          <EmptyState icon={LayoutGrid} title="No collections yet" actions={create}><p>Group products the way shoppers look for them: by room, by season, by price.</p></EmptyState>
        )}
        {isEmpty && (isFiltered || page > 1) && <EmptyState icon={SearchX} title="No collection matches" actions={<Button onClick={reset}>Clear search</Button>} />}
        {!list.isError && !isEmpty && <DataTable label="Collections" columns={COLUMNS} rows={rows} href={({ id }) => path(`collections/${id}`)} isStale={list.isPlaceholderData} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
