import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, done, pageOf } from "@/lib/api/client";
import type { components, paths } from "@/lib/api/core";

export type Discount = components["schemas"]["DiscountOutput"];
export type DiscountBody = components["schemas"]["DiscountWriteInputRequest"];
export type DiscountQuery = NonNullable<paths["/api/v1/stores/{store_id}/discounts"]["get"]["parameters"]["query"]>;

const all = (storeId: string) => ["store", storeId, "discounts"] as const;
const LIST = "/api/v1/stores/{store_id}/discounts";
const ONE = "/api/v1/stores/{store_id}/discounts/{discount_id}";

export function discountListQuery(storeId: string, query: DiscountQuery) {
  return queryOptions({
    queryKey: [...all(storeId), "list", query],
    queryFn: ({ signal }) => pageOf(core.GET(LIST, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function discountQuery(storeId: string, id: string) {
  const path = { store_id: storeId, discount_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "detail", id],
    queryFn: ({ signal }) => dataOf(core.GET(ONE, { params: { path }, signal })),
  });
}

export function useDiscountCreate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { body: DiscountBody; key: string }) =>
      dataOf(core.POST(LIST, { params: { path: { store_id: storeId }, header: { "Idempotency-Key": key } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useDiscountUpdate(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, discount_id: id };
  return useMutation({
    mutationFn: (body: DiscountBody) => dataOf(core.PATCH(ONE, { params: { path }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useDiscountDelete(storeId: string, id: string) {
  const client = useQueryClient();
  const path = { store_id: storeId, discount_id: id };
  return useMutation({
    mutationFn: () => done(core.DELETE(ONE, { params: { path } })),
    onSuccess: () => {
      client.removeQueries({ queryKey: discountQuery(storeId, id).queryKey });
      return client.invalidateQueries({ queryKey: [...all(storeId), "list"] });
    },
  });
}
