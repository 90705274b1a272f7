import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components, operations } from "@/lib/api/core";
import { core, dataOf, pageOf } from "@/lib/api/client";

export type PurchaseRow = components["schemas"]["PurchaseRowOutput"];
export type Purchase = components["schemas"]["PurchaseDetailOutput"];
export type PurchaseStatus = PurchaseRow["status"];
export type PurchaseFix = PurchaseRow["fixes"][number];
export type PurchaseSettings = components["schemas"]["PurchaseSettingsOutput"];
export type PurchaseAddress = components["schemas"]["PurchaseAddressInputRequest"];
export type Offer = components["schemas"]["OfferOutput"];
type PurchaseQuery = NonNullable<operations["purchaseListGet"]["parameters"]["query"]>;

const all = (storeId: string) => ["store", storeId, "purchases"] as const;

export function purchaseListQuery(storeId: string, query: PurchaseQuery) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/purchase-orders", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function purchaseSummaryQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "summary"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/purchase-orders/summary", { params: { path }, signal })),
  });
}

export function purchaseQuery(storeId: string, id: string) {
  const path = { store_id: storeId, purchase_order_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}", { params: { path }, signal })),
  });
}

export function purchaseSettingsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "settings"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/purchase-settings", { params: { path }, signal })),
  });
}

/** Where a variant can be bought. */
export function offersQuery(storeId: string, variantId: string) {
  return queryOptions({
    queryKey: ["store", storeId, "offers", variantId],
    queryFn: ({ signal }) =>
      dataOf(core.GET("/api/v1/stores/{store_id}/offers", { params: { path: { store_id: storeId }, query: { variant_id: variantId } }, signal })),
  });
}

export function usePurchaseSettings(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (body: Partial<PurchaseSettings>) => dataOf(core.PATCH("/api/v1/stores/{store_id}/purchase-settings", { params: { path }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export type PurchaseVerb =
  | { verb: "buy-now" | "buy-anyway" | "keep" | "retry" | "cancel" }
  | { verb: "address"; address: PurchaseAddress }
  | { verb: "offer"; line_id: string; offer_id: string }
  | { verb: "bought"; supplier_order_id: string };

/** What a person does about a purchase order. */
export function usePurchaseVerb(storeId: string, id: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, purchase_order_id: id } };

  return useMutation({
    mutationFn: (wanted: PurchaseVerb) => {
      switch (wanted.verb) {
        case "address": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/address", { params, body: wanted.address }));
        case "bought": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/bought", { params, body: { supplier_order_id: wanted.supplier_order_id } }));
        case "offer": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/offer", { params, body: { line_id: wanted.line_id, offer_id: wanted.offer_id } }));
        case "buy-now": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/buy-now", { params }));
        case "buy-anyway": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/buy-anyway", { params }));
        case "keep": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/keep", { params }));
        case "retry": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/retry", { params }));
        case "cancel": return dataOf(core.POST("/api/v1/stores/{store_id}/purchase-orders/{purchase_order_id}/cancel", { params }));
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}
