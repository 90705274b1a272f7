"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, CloudDownload, Eye, EyeOff, Package, Plus, SearchX, Sparkles } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { z } from "zod";
import { Thumb } from "@/components/thumb";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { collectionListQuery } from "@/features/collections/collection-api";
import { DataTable, type Column } from "@/features/lists/data-table";
import { FilterTabs } from "@/features/lists/filter-tabs";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { useListParams } from "@/features/lists/use-list-params";
import { productListQuery } from "@/features/products/product-api";
import { ProductStatusBadge, type StatusVerb } from "@/features/products/product-status";
import { useBulkStatus } from "@/features/products/use-bulk-status";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { ProductRow } from "@/lib/api/types";
import { formatPriceRange } from "@/lib/format/money";
import { formatAgo } from "@/lib/format/time";

const FILTERS = ["search", "status", "collection_id", "ordering", "is_low_stock"] as const;
/** Addresses are typed and shared by people: what is not a filter is no filter. */
const filterSchema = z.object({
  search: z.string().max(200).catch(""),
  status: z.enum(["DRAFT", "ACTIVE", "ARCHIVED"]).optional().catch(undefined),
  collection_id: z.uuid().optional().catch(undefined),
  ordering: z.enum(["title", "price"]).optional().catch(undefined),
  is_low_stock: z.literal("true").transform(() => true).optional().catch(undefined),
});
const STATUSES = [
  { value: "", label: "All" },
  { value: "ACTIVE", label: "Active" },
  { value: "DRAFT", label: "Draft" },
  { value: "ARCHIVED", label: "Archived" },
];
const ORDERINGS = [
  { value: "", label: "Last changed" },
  { value: "title", label: "Title A–Z" },
  { value: "price", label: "Lowest price" },
];

function Stock({ product }: { product: ProductRow }) {
  if (product.stock_total === null) return <span className="text-ink-faint">not counted</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {product.is_low_stock && <Badge tone="warn" mark="ring">Low</Badge>}
      <span className={product.stock_total <= 0 ? "text-danger" : ""}>{product.stock_total}</span>
    </span>
  );
}

function MainCell({ product }: { product: ProductRow }) {
  return (
    <span className="flex items-center gap-3">
      <Thumb url={product.image?.url} />
      <span className="min-w-0">
        <span className="flex items-center gap-1.5 font-medium">
          <span className="line-clamp-2 wrap-anywhere">{product.title}</span>
          {product.is_flagged && <Sparkles aria-label="Needs a look" className="size-3.5 shrink-0 text-copper" />}
        </span>
        <span className="mt-0.5 flex flex-wrap items-center gap-x-2 text-xs text-ink-faint md:hidden">
          <span className="money">{formatPriceRange(product.price_min, product.price_max)}</span>
          <ProductStatusBadge status={product.status} />
        </span>
        {product.vendor && <span className="block text-xs text-ink-faint max-md:hidden">{product.vendor}</span>}
      </span>
    </span>
  );
}

function columnsFor(timeZone: string): Column<ProductRow>[] {
  return [
    { key: "title", label: "Product", ordering: "title", cell: (product) => <MainCell product={product} />, className: "w-full min-w-52" },
    { key: "status", label: "Status", isWideOnly: true, cell: (product) => <ProductStatusBadge status={product.status} /> },
    { key: "variants", label: "Variants", align: "right", isWideOnly: true, cell: (product) => <span className="tabular-nums">{product.variants_count}</span> },
    { key: "stock", label: "Stock", align: "right", isWideOnly: true, className: "tabular-nums whitespace-nowrap", cell: (product) => <Stock product={product} /> },
    { key: "price", label: "Price", ordering: "price", align: "right", isWideOnly: true, cell: (product) => <span className="money">{formatPriceRange(product.price_min, product.price_max)}</span> },
    { key: "updated", label: "Changed", align: "right", isWideOnly: true, className: "whitespace-nowrap text-ink-faint", cell: (product) => formatAgo(product.updated_at, timeZone) },
  ];
}

type BulkProps = { chosen: ReadonlySet<string>; isBusy: boolean; onVerb: (verb: StatusVerb) => void; onClear: () => void };

function BulkBar({ chosen, isBusy, onVerb, onClear }: BulkProps) {
  return (
    <div role="region" aria-label="Chosen products" className="sticky bottom-20 z-20 mx-3 mb-3 flex animate-rise-in flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-surface p-2 pl-4 shadow-float lg:bottom-4">
      <p aria-live="polite" className="mr-auto text-sm font-medium tabular-nums">{chosen.size} chosen</p>
      <Button size="sm" variant="primary" isBusy={isBusy} onClick={() => onVerb("publish")}><Eye />Publish</Button>
      <Button size="sm" disabled={isBusy} onClick={() => onVerb("unpublish")}><EyeOff />Unpublish</Button>
      <Button size="sm" disabled={isBusy} onClick={() => onVerb("archive")}><Archive />Archive</Button>
      <Button size="sm" variant="ghost" disabled={isBusy} onClick={onClear}>Clear</Button>
    </div>
  );
}

function NoProducts({ path, can }: { path: (path: string) => string; can: (permission: string) => boolean }) {
  return (
    <EmptyState
      icon={Package}
      title="Your shelves are empty"
      actions={
        <>
          {can("imports.write") && <Button asChild variant="primary"><Link href={path("imports/new")}><CloudDownload />Import products</Link></Button>}
          {can("products.write") && <Button asChild><Link href={path("products/new")}><Plus />Add by hand</Link></Button>}
        </>
      }
    >
      <p>Bring in a Shopify export or a product page, or add the first product yourself.</p>
    </EmptyState>
  );
}

export function ProductList() {
  const store = useStore();
  const path = useStorePath();
  const can = useCan();
  const { values, page, change, reset, isFiltered } = useListParams(FILTERS, ["ordering"]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const list = useQuery(productListQuery(store.id, { ...filterSchema.parse(values), page, per_page: 20 }));
  const collections = useQuery(collectionListQuery(store.id, { per_page: 100 }));
  const bulk = useBulkStatus(store.id);
  const rows = list.data?.rows;

  function onVerb(verb: StatusVerb) {
    bulk.mutate({ ids: [...chosen], verb }, { onSuccess: ({ failures }) => failures.length === 0 && setChosen(new Set()) });
  }

  return (
    <>
      <PageHeader title="Products">
        {can("imports.write") && <Button asChild><Link href={path("imports/new")}><CloudDownload />Import</Link></Button>}
        {can("products.write") && <Button asChild variant="primary"><Link href={path("products/new")}><Plus />Add product</Link></Button>}
      </PageHeader>
      <Card>
        <FilterTabs label="Status" value={values.status} options={STATUSES} onChange={(status) => change({ status })} />
        <div className="flex flex-wrap gap-2 border-y border-line p-3">
          <SearchBox label="Search products" value={values.search} onChange={(search) => change({ search })} />
          {(collections.data?.total ?? 0) > 0 && (
            <Select aria-label="Collection" className="w-auto max-w-56 max-sm:max-w-full max-sm:grow max-sm:basis-[46%]" value={values.collection_id} onChange={(event) => change({ collection_id: event.target.value })}>
              <option value="">All collections</option>
              {collections.data?.rows.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
            </Select>
          )}
          <Select aria-label="Stock" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.is_low_stock} onChange={(event) => change({ is_low_stock: event.target.value })}>
            <option value="">Any stock</option>
            <option value="true">Low stock</option>
          </Select>
          <Select aria-label="Order" className="w-auto max-sm:grow max-sm:basis-[46%]" value={values.ordering} onChange={(event) => change({ ordering: event.target.value })}>
            {ORDERINGS.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
          </Select>
        </div>
        {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {rows?.length === 0 && !isFiltered && page === 1 && <NoProducts path={path} can={can} />}
        {rows?.length === 0 && (isFiltered || page > 1) && (
          <EmptyState icon={SearchX} title="No product matches" actions={<Button onClick={reset}>Clear filters</Button>} />
        )}
        {!list.isError && rows?.length !== 0 && (
          <DataTable
            label="Products"
            columns={columnsFor(store.time_zone)}
            rows={rows}
            href={(product) => path(`products/${product.id}`)}
            ordering={values.ordering}
            onOrdering={(ordering) => change({ ordering })}
            isStale={list.isPlaceholderData}
            {...(can("products.write") ? { selection: { ids: chosen, onChange: setChosen, labelOf: (id) => rows?.find((row) => row.id === id)?.title ?? "product" } } : {})}
          />
        )}
        {chosen.size > 0 && <BulkBar chosen={chosen} isBusy={bulk.isPending} onVerb={onVerb} onClear={() => setChosen(new Set())} />}
        {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
      </Card>
    </>
  );
}
