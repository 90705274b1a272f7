import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Period } from "@/features/analytics/period";
import { core, dataOf, pageOf } from "@/lib/api/client";
import type { components } from "@/lib/api/core";

export type SalesReport = components["schemas"]["SalesReportOutput"];
export type SalesDay = components["schemas"]["SalesDayOutput"];
export type Funnel = components["schemas"]["FunnelOutput"];
export type Source = components["schemas"]["SourceOutput"];
export type ProductSales = components["schemas"]["ProductSalesOutput"];
export type SaleEntry = components["schemas"]["SaleEntryOutput"];
export type Export = components["schemas"]["ExportOutput"];
export type ExportKind = components["schemas"]["ExportKindEnum"];

const key = (storeId: string, ...rest: unknown[]) => ["store", storeId, "analytics", ...rest];

export function salesQuery(storeId: string, query: Period) {
  return queryOptions({
    queryKey: key(storeId, "sales", query),
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/analytics/sales", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function funnelQuery(storeId: string, query: Period) {
  return queryOptions({
    queryKey: key(storeId, "funnel", query),
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/analytics/funnel", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function sourcesQuery(storeId: string, query: Period) {
  return queryOptions({
    queryKey: key(storeId, "sources", query),
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/analytics/sources", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function productsQuery(storeId: string, query: Period) {
  return queryOptions({
    queryKey: key(storeId, "products", query),
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/analytics/products", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function entriesQuery(storeId: string, query: Period & { page?: number; per_page?: number }) {
  return queryOptions({
    queryKey: key(storeId, "entries", query),
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/stores/{store_id}/analytics/entries", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The newest exports; looked at again every second while one is being made. */
export function exportsQuery(storeId: string) {
  return queryOptions({
    queryKey: key(storeId, "exports"),
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/analytics/exports", { params: { path: { store_id: storeId } }, signal })),
    refetchInterval: ({ state }) => (state.data?.some((row) => row.state === "QUEUED") ? 1_000 : false),
  });
}

export function useExport(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { kind: ExportKind } & Partial<Period>) =>
      dataOf(core.POST("/api/v1/stores/{store_id}/analytics/exports", { params: { path: { store_id: storeId } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(storeId, "exports") }),
  });
}

/** The address of an export's file on this server, which forwards it from the API. */
export function exportHref({ path }: Export): string {
  return path.replace(/^\/api\/v1\//, "/api/core/");
}
