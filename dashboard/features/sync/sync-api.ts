import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { components } from "@/lib/api/automation";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";
import type { PageQuery } from "@/lib/api/types";

type Shapes = components["schemas"];
export type Held = Shapes["HeldFactOutput"];
export type Mapped = Shapes["MappedVariantOutput"];
export type SyncEvent = Shapes["SyncEventOutput"];
export type SyncEventKind = SyncEvent["event"];
export type Reaction = SyncEvent["reaction"];
export type ReactionBody = Shapes["ReactionInputRequest"];

const BASE = "/api/v1/automation/stores/{store_id}/sync" as const;
const all = (storeId: string) => ["store", storeId, "sync"] as const;

export function stateQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "state"],
    queryFn: ({ signal }) => dataOf(automation.GET(BASE, { params: { path }, signal })),
    refetchInterval: ({ state }) => (state.data?.last_night?.state === "RUNNING" ? 2000 : 30_000),
  });
}

export function heldQuery(storeId: string, query: PageQuery & { state: Held["state"] }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "held", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/held`, { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function mappedQuery(storeId: string, query: PageQuery & { overdue?: boolean; product_id?: string }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "mapped", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/variants`, { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function eventsQuery(storeId: string, query: PageQuery & { product_id?: string }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "events", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${BASE}/events`, { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function reactionsQuery(storeId: string, productId: string | null) {
  const params = { path: { store_id: storeId }, query: productId === null ? {} : { product_id: productId } };
  return queryOptions({
    queryKey: [...all(storeId), "reactions", productId],
    queryFn: ({ signal }) => dataOf(automation.GET(`${BASE}/reactions`, { params, signal })),
  });
}

function useSettled(storeId: string) {
  const client = useQueryClient();
  return {
    onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }),
    onError: (error: Error) => { toast.error(messageOf(error)); },
  };
}

export function useSyncStart(storeId: string) {
  return useMutation({ mutationFn: () => dataOf(automation.POST(`${BASE}/start`, { params: { path: { store_id: storeId } } })), ...useSettled(storeId) });
}

export function useHeldDecide(storeId: string) {
  return useMutation({
    mutationFn: ({ id, isTrue }: { id: string; isTrue: boolean }) => {
      const params = { path: { store_id: storeId, held_id: id } };
      return isTrue ? dataOf(automation.POST(`${BASE}/held/{held_id}/accept`, { params })) : dataOf(automation.POST(`${BASE}/held/{held_id}/dismiss`, { params }));
    },
    ...useSettled(storeId),
  });
}

export function useReactionSet(storeId: string) {
  return useMutation({
    mutationFn: (body: ReactionBody) => dataOf(automation.PUT(`${BASE}/reactions`, { params: { path: { store_id: storeId } }, body })),
    ...useSettled(storeId),
  });
}
