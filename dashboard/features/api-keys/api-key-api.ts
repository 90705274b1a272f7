import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMerchantId } from "@/features/session/permissions";
import { core, dataOf, done, pageOf } from "@/lib/api/client";
import type { ApiKeyInput } from "@/lib/api/types";

const keysKey = (merchantId: string) => ["merchant", merchantId, "api-keys"] as const;

export function apiKeysQuery(merchantId: string) {
  return queryOptions({
    queryKey: keysKey(merchantId),
    queryFn: ({ signal }) =>
      pageOf(core.GET("/api/v1/merchants/{merchant_id}/api-keys", { params: { path: { merchant_id: merchantId }, query: { per_page: 100 } }, signal })),
  });
}

function useKeyChange<Input, Output>(change: (merchantId: string, input: Input) => Promise<Output>) {
  const client = useQueryClient();
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: (input: Input) => change(merchantId, input),
    onSettled: () => client.invalidateQueries({ queryKey: keysKey(merchantId) }),
  });
}

export const useKeyCreate = () =>
  useKeyChange((merchantId, body: ApiKeyInput) => dataOf(core.POST("/api/v1/merchants/{merchant_id}/api-keys", { params: { path: { merchant_id: merchantId } }, body })));

export const useKeyRotate = () =>
  useKeyChange((merchantId, { id, hours }: { id: string; hours: number }) =>
    dataOf(core.POST("/api/v1/merchants/{merchant_id}/api-keys/{key_id}/rotate", { params: { path: { merchant_id: merchantId, key_id: id } }, body: { overlap_hours: hours } })),
  );

export const useKeyRevoke = () =>
  useKeyChange((merchantId, id: string) =>
    done(core.POST("/api/v1/merchants/{merchant_id}/api-keys/{key_id}/revoke", { params: { path: { merchant_id: merchantId, key_id: id } } })),
  );
