import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf } from "@/lib/api/client";
import type { components } from "@/lib/api/core";

export type Payouts = components["schemas"]["PayoutOutput"];

const at = (storeId: string) => ({ params: { path: { store_id: storeId } } });

export function payoutsQuery(storeId: string) {
  return queryOptions({
    queryKey: ["store", storeId, "payouts"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/payouts", { ...at(storeId), signal })),
  });
}

/** Leads to Stripe's page where the account is connected or completed. */
export function useOnboarding(storeId: string) {
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/stores/{store_id}/payouts/onboarding", at(storeId))),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

export function usePayoutsRefresh(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/stores/{store_id}/payouts/refresh", at(storeId))),
    onSuccess: (payouts) => client.setQueryData(payoutsQuery(storeId).queryKey, payouts),
  });
}
