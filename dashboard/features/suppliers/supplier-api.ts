import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/lib/api/automation";
import { automation, dataOf } from "@/lib/api/client";
import type { PendingConnection } from "@/features/suppliers/pending-connection";

export type SupplierConnection = components["schemas"]["SupplierConnectionOutput"];
export type Provider = SupplierConnection["provider"];

const all = (storeId: string) => ["store", storeId, "suppliers"] as const;

export function supplierListQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: all(storeId),
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/suppliers", { params: { path }, signal })),
  });
}

/** Asks for the supplier's consent page; the caller sends the browser there. */
export function useSupplierConnect(storeId: string) {
  return useMutation({
    mutationFn: (provider: Provider) =>
      dataOf(automation.POST("/api/v1/automation/stores/{store_id}/suppliers/connect", { params: { path: { store_id: storeId } }, body: { provider } })),
  });
}

export function useSupplierKey(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ provider, api_key }: { provider: Provider; api_key: string }) =>
      dataOf(automation.POST("/api/v1/automation/stores/{store_id}/suppliers/key", { params: { path: { store_id: storeId } }, body: { provider, api_key } })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

/** The browser came back, but there is nothing to finish; the message is for the person. */
export class NothingToFinish extends Error {}

type Returned = { pending: PendingConnection | null; code: string | null; state: string | null };

/** Finishes a consent with what the supplier sent back. */
export function useSupplierCallback() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ pending, code, state }: Returned) => {
      if (pending === null) throw new NothingToFinish("This connection was not begun in this tab. Begin again from the suppliers page.");
      if (code === null || state === null) throw new NothingToFinish("The supplier did not agree. Nothing was connected.");
      const { storeId, provider } = pending;
      const path = { store_id: storeId };
      const { name } = await dataOf(automation.POST("/api/v1/automation/stores/{store_id}/suppliers/callback", { params: { path }, body: { provider, code, state } }));
      return { name, storeId };
    },
    onSuccess: ({ storeId }) => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useSupplierDisconnect(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (provider: Provider) =>
      dataOf(automation.POST("/api/v1/automation/stores/{store_id}/suppliers/disconnect", { params: { path: { store_id: storeId } }, body: { provider } })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}
