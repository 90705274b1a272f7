import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf } from "@/lib/api/client";

export function readinessQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: ["store", storeId, "readiness"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/readiness", { params: { path }, signal })),
    // What is missing is mended on other pages; coming back here asks again.
    staleTime: 0,
  });
}

export function useReadinessHide(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/stores/{store_id}/readiness/hide", { params: { path } })),
    onSuccess: (readiness) => client.setQueryData(readinessQuery(storeId).queryKey, readiness),
  });
}
