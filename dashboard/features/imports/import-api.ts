import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pollInterval } from "@/features/imports/import-progress";
import type { components } from "@/lib/api/automation";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import type { ImportOptions, ImportSource, PageQuery } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "imports"] as const;

export function importListQuery(storeId: string, query: PageQuery) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/imports", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.rows.some(({ status }) => pollInterval(status) !== false) ? 3000 : false),
  });
}

/** One import, looked at every second while it runs and the page is visible. */
export function importQuery(storeId: string, id: string) {
  const path = { store_id: storeId, import_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/imports/{import_id}", { params: { path }, signal })),
    refetchInterval: ({ state }) => pollInterval(state.data?.status),
    refetchIntervalInBackground: false,
  });
}

/** The products of an import; looked at until the last one shown has ended, also when the import ended first. */
export function importItemsQuery(storeId: string, id: string, query: PageQuery, isRunning: boolean) {
  const path = { store_id: storeId, import_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "items", id, query],
    queryFn: ({ signal }) =>
      pageOf(automation.GET("/api/v1/automation/stores/{store_id}/imports/{import_id}/items", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      isRunning || state.data?.rows.some(({ status }) => pollInterval(status) !== false) ? 2000 : false,
    refetchIntervalInBackground: false,
  });
}

export type StartSource = components["schemas"]["SourceInputRequest"];
export type PriceBasis = NonNullable<ImportOptions["price_basis"]>;
export type StartFile = { file: File; kind: "shopify_csv" | "google_feed"; rewrite: boolean; basis?: PriceBasis };
export type StartImport = StartFile | { source: StartSource; options: ImportOptions };

function formOf({ file, kind, rewrite, basis }: StartFile): FormData {
  const form = new FormData();
  form.set("kind", kind);
  form.set("rewrite", String(rewrite));
  if (basis !== undefined) form.set("price_basis", basis);
  form.set("file", file);
  return form;
}

export function useImportStart(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ start, key }: { start: StartImport; key: string }) => {
      const params = { path: { store_id: storeId }, header: { "Idempotency-Key": key } };
      if (!("file" in start)) return dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports", { params, body: start }));
      const { file, kind, rewrite } = start;
      const body = { kind, file: file.name, rewrite };
      return dataOf(
        automation.POST("/api/v1/automation/stores/{store_id}/imports", { params, body, bodySerializer: () => formOf(start) }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "list"] }),
  });
}

export function useImportPreview(storeId: string) {
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (source: ImportSource) =>
      dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports/preview", { params: { path }, body: { source } })),
  });
}

export function useImportVerb(storeId: string, id: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, import_id: id } };
  return useMutation({
    mutationFn: (verb: "cancel" | "retry") =>
      verb === "cancel"
        ? dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports/{import_id}/cancel", { params }))
        : dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports/{import_id}/retry", { params })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useVariantsAdd(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (itemId: string) => dataOf(automation.POST("/api/v1/automation/stores/{store_id}/imports/items/{import_item_id}/add-variants", { params: { path: { store_id: storeId, import_item_id: itemId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}
