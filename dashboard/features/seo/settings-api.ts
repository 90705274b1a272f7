import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { automation, core, dataOf } from "@/lib/api/client";
import type { SearchSettingsChange, SeoRules } from "@/lib/api/types";

export function searchSettingsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: ["store", storeId, "seo", "settings"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/search-settings", { params: { path }, signal })),
  });
}

export function useSearchSettingsSave(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (body: SearchSettingsChange) => dataOf(core.PATCH("/api/v1/stores/{store_id}/search-settings", { params: { path }, body })),
    onSuccess: (settings) => {
      client.setQueryData(searchSettingsQuery(storeId).queryKey, settings);
      return client.invalidateQueries({ queryKey: ["store", storeId, "seo", "feeds"] });
    },
  });
}

export function seoRulesQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: ["store", storeId, "seo", "rules"],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/seo/rules", { params: { path }, signal })),
  });
}

export function useSeoRulesSave(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (body: Partial<SeoRules>) => dataOf(automation.PATCH("/api/v1/automation/stores/{store_id}/seo/rules", { params: { path }, body })),
    onSuccess: (rules) => client.setQueryData(seoRulesQuery(storeId).queryKey, rules),
  });
}
