import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { productKeys } from "@/features/products/product-api";
import { core, dataOf, done, pageOf } from "@/lib/api/client";
import type { CollectionInput, CollectionQuery } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "collections"] as const;

export function collectionListQuery(storeId: string, query: CollectionQuery) {
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/stores/{store_id}/collections", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function collectionQuery(storeId: string, id: string) {
  const path = { store_id: storeId, collection_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/collections/{collection_id}", { params: { path }, signal })),
  });
}

export function useCollectionCreate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { body: CollectionInput; key: string }) => {
      const params = { path: { store_id: storeId }, header: { "Idempotency-Key": key } };
      return dataOf(core.POST("/api/v1/stores/{store_id}/collections", { params, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useCollectionUpdate(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, collection_id: id };
  return useMutation({
    mutationFn: (body: Partial<CollectionInput>) =>
      dataOf(core.PATCH("/api/v1/stores/{store_id}/collections/{collection_id}", { params: { path }, body })),
    onSuccess: (collection) => {
      client.setQueryData(collectionQuery(storeId, id).queryKey, collection);
      return client.invalidateQueries({ queryKey: [...all(storeId), "list"] });
    },
  });
}

export function useCollectionDelete(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, collection_id: id };
  return useMutation({
    mutationFn: () => done(core.DELETE("/api/v1/stores/{store_id}/collections/{collection_id}", { params: { path } })),
    onSuccess: () => {
      client.removeQueries({ queryKey: collectionQuery(storeId, id).queryKey });
      return client.invalidateQueries({ queryKey: [...all(storeId), "list"] });
    },
  });
}

/** Adds products to a collection or takes them out. */
export function useCollectionProducts(storeId: string, id: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, collection_id: id } };
  return useMutation({
    mutationFn: ({ verb, productIds }: { verb: "add" | "remove"; productIds: string[] }) => {
      const body = { product_ids: productIds };
      if (verb === "add") return done(core.POST("/api/v1/stores/{store_id}/collections/{collection_id}/products", { params, body }));
      return done(core.POST("/api/v1/stores/{store_id}/collections/{collection_id}/products/remove", { params, body }));
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: all(storeId) }),
        client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
      ]),
  });
}
