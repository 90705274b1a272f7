import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, done } from "@/lib/api/client";
import type { components } from "@/lib/api/core";

export type TaxSetup = components["schemas"]["TaxSetupOutput"];
export type TaxRate = components["schemas"]["TaxRateOutput"];

const key = (storeId: string) => ["store", storeId, "taxes"] as const;

export function taxQuery(storeId: string) {
  return queryOptions({
    queryKey: key(storeId),
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/taxes", { params: { path: { store_id: storeId } }, signal })),
  });
}

export type TaxChange =
  | { do: "settings"; is_inclusive: boolean; is_shipping_taxed: boolean }
  | { do: "add"; country: string; name: string; percentage: string }
  | { do: "remove"; id: string };

/** Changes the store's taxes and shows them anew. */
export function useTaxChange(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: TaxChange) => {
      const path = { store_id: storeId };
      if (change.do === "settings") {
        const { is_inclusive, is_shipping_taxed } = change;
        await dataOf(core.PATCH("/api/v1/stores/{store_id}/taxes", { params: { path }, body: { is_inclusive, is_shipping_taxed } }));
      } else if (change.do === "add") {
        const { country, name, percentage } = change;
        await dataOf(core.POST("/api/v1/stores/{store_id}/taxes/rates", { params: { path }, body: { country, name, percentage } }));
      } else {
        await done(core.DELETE("/api/v1/stores/{store_id}/taxes/rates/{tax_rate_id}", { params: { path: { ...path, tax_rate_id: change.id } } }));
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: key(storeId) }),
  });
}
