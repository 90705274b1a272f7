import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf } from "@/lib/api/client";

export function themeQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: ["store", storeId, "theme"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/theme", { params: { path }, signal })),
  });
}

export function useThemeSave(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (settings: Record<string, string | null>) => dataOf(core.PATCH("/api/v1/stores/{store_id}/theme", { params: { path }, body: { settings } })),
    onSuccess: (theme) => client.setQueryData(themeQuery(storeId).queryKey, theme),
  });
}
