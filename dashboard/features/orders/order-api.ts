import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, pageOf } from "@/lib/api/client";
import type { OrderQuery } from "@/lib/api/types";

export const orderKeys = {
  all: (storeId: string) => ["store", storeId, "orders"] as const,
  detail: (storeId: string, id: string) => ["store", storeId, "orders", "detail", id] as const,
};

export function orderListQuery(storeId: string, query: OrderQuery) {
  return queryOptions({
    queryKey: [...orderKeys.all(storeId), "list", query],
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/stores/{store_id}/orders", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function orderQuery(storeId: string, id: string) {
  const path = { store_id: storeId, order_id: id };
  return queryOptions({
    queryKey: orderKeys.detail(storeId, id),
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/orders/{order_id}", { params: { path }, signal })),
  });
}

export function orderSummaryQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...orderKeys.all(storeId), "summary"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/orders/summary", { params: { path }, signal })),
  });
}

export function useOrderCancel(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, order_id: id };
  return useMutation({
    mutationFn: (reason: string) =>
      dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/cancel", { params: { path }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}
