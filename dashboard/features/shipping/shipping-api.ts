import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { core, dataOf, done } from "@/lib/api/client";
import type { components } from "@/lib/api/core";

export type ShippingZone = components["schemas"]["ShippingZoneOutput"];
export type ShippingRate = ShippingZone["rates"][number];
export type ShippingZoneBody = components["schemas"]["ShippingZoneInputRequest"];

const key = (storeId: string) => ["store", storeId, "shipping-zones"] as const;
const LIST = "/api/v1/stores/{store_id}/shipping/zones";
const ONE = "/api/v1/stores/{store_id}/shipping/zones/{zone_id}";

export function shippingQuery(storeId: string) {
  return queryOptions({
    queryKey: key(storeId),
    queryFn: ({ signal }) => dataOf(core.GET(LIST, { params: { path: { store_id: storeId } }, signal })),
  });
}

/** Makes a zone (`id` null) or replaces one. */
export function useZoneSave(storeId: string, id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ShippingZoneBody) =>
      id === null
        ? dataOf(core.POST(LIST, { params: { path: { store_id: storeId } }, body }))
        : dataOf(core.PATCH(ONE, { params: { path: { store_id: storeId, zone_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(storeId) }),
  });
}

export function useZoneDelete(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(core.DELETE(ONE, { params: { path: { store_id: storeId, zone_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(storeId) }),
  });
}
