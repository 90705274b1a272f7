import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, callPage, type Query } from "@/lib/api/client";
import type { Order, OrderRow, OrdersSummary } from "@/lib/api/types";

export const orderKeys = {
  all: (storeId: string) => ["store", storeId, "orders"] as const,
  detail: (storeId: string, id: string) => ["store", storeId, "orders", "detail", id] as const,
};

export function orderListQuery(storeId: string, query: Query) {
  return queryOptions({
    queryKey: [...orderKeys.all(storeId), "list", query],
    queryFn: ({ signal }) => callPage<OrderRow>("core", `stores/${storeId}/orders`, { query, signal }),
    placeholderData: keepPreviousData,
  });
}

export function orderQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: orderKeys.detail(storeId, id),
    queryFn: ({ signal }) => call<Order>("core", `stores/${storeId}/orders/${id}`, { signal }),
  });
}

export function orderSummaryQuery(storeId: string) {
  return queryOptions({
    queryKey: [...orderKeys.all(storeId), "summary"],
    queryFn: ({ signal }) => call<OrdersSummary>("core", `stores/${storeId}/orders/summary`, { signal }),
  });
}

export function useOrderCancel(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      call("core", `stores/${storeId}/orders/${id}/cancel`, { method: "POST", body: reason === "" ? {} : { reason } }),
    onSuccess: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}
