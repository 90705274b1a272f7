import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { pollInterval } from "@/features/imports/import-progress";
import { call, callPage, type Query } from "@/lib/api/client";
import type { ImportItem, ImportJob, ImportOptions, ImportPreview, ImportSource } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "imports"] as const;
const door = (storeId: string) => `stores/${storeId}/imports`;

export function importListQuery(storeId: string, query: Query) {
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) => callPage<ImportJob>("automation", door(storeId), { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.rows.some(({ status }) => pollInterval(status) !== false) ? 3000 : false),
  });
}

/** One import, looked at every second while it runs and the page is visible. */
export function importQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => call<ImportJob>("automation", `${door(storeId)}/${id}`, { signal }),
    refetchInterval: ({ state }) => pollInterval(state.data?.status),
    refetchIntervalInBackground: false,
  });
}

export function importItemsQuery(storeId: string, id: string, query: Query, isRunning: boolean) {
  return queryOptions({
    queryKey: [...all(storeId), "items", id, query],
    queryFn: ({ signal }) => callPage<ImportItem>("automation", `${door(storeId)}/${id}/items`, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: isRunning ? 2000 : false,
    refetchIntervalInBackground: false,
  });
}

export type StartImport = { file: File } | { source: ImportSource; options: ImportOptions };

function formOf(file: File): FormData {
  const form = new FormData();
  form.set("kind", "shopify_csv");
  form.set("file", file);
  return form;
}

export function useImportStart(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ start, key }: { start: StartImport; key: string | null }) =>
      call<ImportJob>("automation", door(storeId), {
        method: "POST",
        ...("file" in start ? { form: formOf(start.file) } : { body: start }),
        ...(key === null ? {} : { idempotencyKey: key }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "list"] }),
  });
}

export function useImportPreview(storeId: string) {
  return useMutation({
    mutationFn: (source: ImportSource) =>
      call<ImportPreview>("automation", `${door(storeId)}/preview`, { method: "POST", body: { source } }),
  });
}

export function useImportVerb(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: "cancel" | "retry") => call("automation", `${door(storeId)}/${id}/${verb}`, { method: "POST", body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}
