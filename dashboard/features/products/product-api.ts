import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { core, dataOf, pageOf } from "@/lib/api/client";
import type { ProductQuery } from "@/lib/api/types";

export const productKeys = {
  all: (storeId: string) => ["store", storeId, "products"] as const,
  detail: (storeId: string, id: string) => ["store", storeId, "products", "detail", id] as const,
};

export function productListQuery(storeId: string, query: ProductQuery) {
  return queryOptions({
    queryKey: [...productKeys.all(storeId), "list", query],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/stores/{store_id}/products", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function productQuery(storeId: string, id: string) {
  const path = { store_id: storeId, product_id: id };
  return queryOptions({
    queryKey: productKeys.detail(storeId, id),
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/products/{product_id}", { params: { path }, signal })),
  });
}
