import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, pageOf } from "@/lib/api/client";
import type { components } from "@/lib/api/core";
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

export type FulfillmentBody = components["schemas"]["FulfillmentCreateInputRequest"];
export type FulfillmentChange = components["schemas"]["PatchedFulfillmentChangeInputRequest"];
export type RefundBody = components["schemas"]["RefundCreateInputRequest"];

/** Notes a parcel as sent. */
export function useFulfil(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, order_id: id };
  return useMutation({
    mutationFn: ({ body, key }: { body: FulfillmentBody; key: string }) =>
      dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/fulfillments", { params: { path, header: { "Idempotency-Key": key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}

/** Corrects a parcel's numbers, marks it as delivered, or takes it back. */
export function useParcelChange(storeId: string, id: string, parcelId: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, order_id: id, fulfillment_id: parcelId } };
  return useMutation({
    mutationFn: (change: FulfillmentChange | "cancel") =>
      change === "cancel"
        ? dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/fulfillments/{fulfillment_id}/cancel", { params }))
        : dataOf(core.PATCH("/api/v1/stores/{store_id}/orders/{order_id}/fulfillments/{fulfillment_id}", { params, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}

/** What a refund would come to. */
export function refundQuoteQuery(storeId: string, id: string, body: RefundBody, isWanted: boolean) {
  const path = { store_id: storeId, order_id: id };
  return queryOptions({
    queryKey: [...orderKeys.detail(storeId, id), "quote", body],
    queryFn: ({ signal }) => dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/refunds/quote", { params: { path }, body, signal })),
    enabled: isWanted,
    retry: false,
  });
}

export function useRefund(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, order_id: id };
  return useMutation({
    mutationFn: ({ body, key }: { body: RefundBody; key: string }) =>
      dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/refunds", { params: { path, header: { "Idempotency-Key": key } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}

/** Gives up a refund that waits for a Stripe account which does not come back. */
export function useRefundWithdraw(storeId: string, id: string, refundId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, order_id: id, refund_id: refundId };
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/stores/{store_id}/orders/{order_id}/refunds/{refund_id}/withdraw", { params: { path } })),
    onSettled: () => client.invalidateQueries({ queryKey: orderKeys.all(storeId) }),
  });
}
