import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call, callPage, type Query } from "@/lib/api/client";
import type { Product, ProductRow } from "@/lib/api/types";

export const productKeys = {
  all: (storeId: string) => ["store", storeId, "products"] as const,
  detail: (storeId: string, id: string) => ["store", storeId, "products", "detail", id] as const,
};

export function productListQuery(storeId: string, query: Query) {
  return queryOptions({
    queryKey: [...productKeys.all(storeId), "list", query],
    queryFn: ({ signal }) => callPage<ProductRow>("core", `stores/${storeId}/products`, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function productQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: productKeys.detail(storeId, id),
    queryFn: ({ signal }) => call<Product>("core", `stores/${storeId}/products/${id}`, { signal }),
  });
}
