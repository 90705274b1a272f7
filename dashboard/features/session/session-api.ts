import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, done, nothing, session } from "@/lib/api/client";
import type { Store, StoreChange } from "@/lib/api/types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => dataOf(core.GET("/api/v1/auth/me", { signal })),
  staleTime: 60_000,
});

export function storeQuery(storeId: string) {
  return queryOptions({
    queryKey: ["store", storeId],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}", { params: { path: { store_id: storeId } }, signal })),
  });
}

/** Ends the session on the server and starts over with a clean page: nothing of the member stays in memory. */
export async function signOut(): Promise<void> {
  await session("logout", {}, nothing).catch(() => null);
  window.location.assign("/login");
}

export function useSwitchMerchant() {
  return useMutation({
    mutationFn: (merchantId: string) => session("merchant", { merchant_id: merchantId }, nothing),
    onSuccess: () => window.location.assign("/"),
  });
}

export function useResendVerification() {
  return useMutation({ mutationFn: () => done(core.POST("/api/v1/auth/verify-email/resend")) });
}

export function useStoreUpdate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: StoreChange) => dataOf(core.PATCH("/api/v1/stores/{store_id}", { params: { path: { store_id: storeId } }, body: change })),
    onSuccess: (store) => storeKeep(client, store),
  });
}

/** Puts a fresh store everywhere it is held. */
export function storeKeep(client: ReturnType<typeof useQueryClient>, store: Store): void {
  client.setQueryData(storeQuery(store.id).queryKey, store);
  client.setQueryData(meQuery.queryKey, (me) =>
    me === undefined ? me : { ...me, stores: me.stores.map((other) => (other.id === store.id ? store : other)) },
  );
}
