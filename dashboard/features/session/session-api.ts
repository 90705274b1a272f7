import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/api/client";
import type { Me, Merchant, Store } from "@/lib/api/types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => call<Me>("core", "auth/me", { signal }),
  staleTime: 60_000,
});

export function storeQuery(storeId: string) {
  return queryOptions({
    queryKey: ["store", storeId],
    queryFn: ({ signal }) => call<Store>("core", `stores/${storeId}`, { signal }),
  });
}

/** Ends the session on the server and starts over with a clean page: nothing of the member stays in memory. */
export async function signOut(): Promise<void> {
  await call("session", "logout", { method: "POST" }).catch(() => null);
  window.location.assign("/login");
}

export function useSwitchMerchant() {
  return useMutation({
    mutationFn: (merchantId: string) =>
      call<{ merchant: Merchant }>("session", "merchant", { method: "POST", body: { merchant_id: merchantId } }),
    onSuccess: () => window.location.assign("/"),
  });
}

export function useResendVerification() {
  return useMutation({ mutationFn: () => call("core", "auth/verify-email/resend", { method: "POST", body: {} }) });
}

export type StoreChange = Partial<Pick<Store, "name" | "contact_email" | "currency" | "country" | "locale" | "time_zone">>;

export function useStoreUpdate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: StoreChange) => call<Store>("core", `stores/${storeId}`, { method: "PATCH", body: change }),
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
