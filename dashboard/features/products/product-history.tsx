"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { ArrowLeft, History } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { Pagination } from "@/features/lists/pagination";
import { recordsQuery, type PriceRecord } from "@/features/pricing/pricing-api";
import { writerWords } from "@/features/pricing/pricing-words";
import { numberChanges, textChanges } from "@/features/products/history-words";
import { productQuery } from "@/features/products/product-api";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { EventList } from "@/features/sync/event-list";
import { core, dataOf } from "@/lib/api/client";
import { formatDateTime } from "@/lib/format/time";

const PER_PAGE = 25;

function revisionsQuery(storeId: string, productId: string) {
  const path = { store_id: storeId, product_id: productId };
  return queryOptions({
    queryKey: ["store", storeId, "products", "revisions", productId],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/products/{product_id}/revisions", { params: { path }, signal })),
  });
}

function Numbers({ row }: { row: PriceRecord }) {
  const store = useStore();
  return (
    <li className="flex flex-wrap items-baseline gap-x-6 gap-y-1 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-48 flex-1"><span className="font-medium">{row.variant_title || row.product_title || "A variant that is gone"}</span> {row.is_refused && <Badge tone="bad">Refused</Badge>}<span className="block text-ink-faint">{writerWords(row)}{row.reason && ` · ${row.reason}`} · {formatDateTime(row.at, store.time_zone)}</span></span>
      <dl className="grid grid-cols-[auto_auto] gap-x-4">
        {numberChanges(row).map(({ name, before, after }) => <div key={name} className="contents"><dt className="text-ink-faint">{name}</dt><dd className="text-right tabular-nums">{before} → <strong className="font-medium">{after}</strong></dd></div>)}
      </dl>
    </li>
  );
}

function NumberHistory({ productId }: { productId: string }) {
  const store = useStore();
  const [page, setPage] = useState(1);
  const list = useQuery(recordsQuery(store.id, { product_id: productId, page, per_page: PER_PAGE }));
  if (list.isPending) return <CardBody><Skeleton className="w-2/3" /></CardBody>;
  if (list.data === undefined) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.total === 0) return <EmptyState icon={History} title="Nothing changed yet" className="py-8"><p>Each change of a price, cost or stock will stand here with who made it.</p></EmptyState>;
  return (
    <>
      <ul>{list.data.rows.map((row) => <Numbers key={row.id} row={row} />)}</ul>
      {list.data.total > PER_PAGE && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
    </>
  );
}

function TextHistory({ productId }: { productId: string }) {
  const store = useStore();
  const list = useQuery(revisionsQuery(store.id, productId));
  if (list.isPending) return <CardBody><Skeleton className="w-2/3" /></CardBody>;
  if (list.data === undefined) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <EmptyState icon={History} title="Nothing changed yet" className="py-8"><p>The texts are as they were when the product was made.</p></EmptyState>;
  return (
    <ul>
      {list.data.map((row) => (
        <li key={row.id} className="space-y-2 border-t border-line px-5 py-3 text-sm">
          <p className="text-ink-faint">{writerWords(row)} · {formatDateTime(row.at, store.time_zone)}</p>
          {textChanges(row.changes).map(({ name, before, after }) => (
            <div key={name}>
              <p className="font-medium">{name}</p>
              <div className="mt-1 grid gap-2 sm:grid-cols-2"><p tabIndex={0} role="group" aria-label={`${name} before`} className="max-h-40 overflow-auto rounded-lg bg-sunken/60 px-3 py-2 wrap-anywhere whitespace-pre-line">{before}</p><p tabIndex={0} role="group" aria-label={`${name} after`} className="max-h-40 overflow-auto rounded-lg bg-pine-soft/60 px-3 py-2 wrap-anywhere whitespace-pre-line">{after}</p></div>
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Everything that was changed of a product, from what to what, by whom: numbers, texts, and at its supplier. */
export function ProductHistory({ productId }: { productId: string }) {
  const store = useStore();
  const path = useStorePath();
  const product = useQuery(productQuery(store.id, productId));
  useNamePage(product.data?.title);
  return (
    <>
      <PageHeader title="Changes" hint={product.data?.title}>
        <Button asChild><Link href={path(`products/${productId}`)}><ArrowLeft />The product</Link></Button>
      </PageHeader>
      {product.isError && product.data === undefined ? <Card><ErrorState error={product.error} onRetry={() => void product.refetch()} /></Card> : (
        <Tabs defaultValue="numbers">
          <TabsList aria-label="What changed" className="mb-5 max-w-md">
            <TabsTrigger value="numbers">Numbers</TabsTrigger><TabsTrigger value="texts">Texts</TabsTrigger><TabsTrigger value="supplier">Supplier</TabsTrigger>
          </TabsList>
          <TabsContent value="numbers"><Card className="overflow-hidden"><CardHeader title="Price, cost and stock" className="pb-4" /><NumberHistory productId={productId} /></Card></TabsContent>
          <TabsContent value="texts"><Card className="overflow-hidden"><CardHeader title="Texts" hint="The newest fifty." className="pb-4" /><TextHistory productId={productId} /></Card></TabsContent>
          <TabsContent value="supplier"><Card className="overflow-hidden"><CardHeader title="At the supplier" className="pb-4" /><EventList productId={productId} /></Card></TabsContent>
        </Tabs>
      )}
    </>
  );
}
