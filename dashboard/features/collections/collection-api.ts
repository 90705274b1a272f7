import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { productKeys } from "@/features/products/product-api";
import { call, callPage, type Query } from "@/lib/api/client";
import type { Collection, CollectionInput } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "collections"] as const;

export function collectionListQuery(storeId: string, query: Query) {
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) => callPage<Collection>("core", `stores/${storeId}/collections`, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function collectionQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => call<Collection>("core", `stores/${storeId}/collections/${id}`, { signal }),
  });
}

export function useCollectionCreate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { body: CollectionInput; key: string }) =>
      call<Collection>("core", `stores/${storeId}/collections`, { method: "POST", body, idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useCollectionUpdate(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<CollectionInput>) =>
      call<Collection>("core", `stores/${storeId}/collections/${id}`, { method: "PATCH", body }),
    onSuccess: (collection) => {
      client.setQueryData(collectionQuery(storeId, id).queryKey, collection);
      return client.invalidateQueries({ queryKey: [...all(storeId), "list"] });
    },
  });
}

export function useCollectionDelete(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("core", `stores/${storeId}/collections/${id}`, { method: "DELETE" }),
    onSuccess: () => {
      client.removeQueries({ queryKey: collectionQuery(storeId, id).queryKey });
      return client.invalidateQueries({ queryKey: all(storeId) });
    },
  });
}

/** Adds products to a collection or takes them out. */
export function useCollectionProducts(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, productIds }: { verb: "add" | "remove"; productIds: string[] }) =>
      call("core", `stores/${storeId}/collections/${id}/products${verb === "remove" ? "/remove" : ""}`, {
        method: "POST",
        body: { product_ids: productIds },
      }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: all(storeId) }),
        client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
      ]),
  });
}
