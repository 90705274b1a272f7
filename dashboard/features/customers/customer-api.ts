import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { core, dataOf, pageOf } from "@/lib/api/client";
import type { components, paths } from "@/lib/api/core";

export type CustomerRow = components["schemas"]["CustomerRowOutput"];
export type CustomerQuery = NonNullable<paths["/api/v1/stores/{store_id}/customers"]["get"]["parameters"]["query"]>;

export function customerListQuery(storeId: string, query: CustomerQuery) {
  return queryOptions({
    queryKey: ["store", storeId, "customers", "list", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/customers", { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function customerQuery(storeId: string, id: string) {
  const path = { store_id: storeId, customer_id: id };
  return queryOptions({
    queryKey: ["store", storeId, "customers", "detail", id],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/customers/{customer_id}", { params: { path }, signal })),
  });
}
