import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMerchantId } from "@/features/session/permissions";
import { meQuery } from "@/features/session/session-api";
import { core, dataOf } from "@/lib/api/client";
import type { components } from "@/lib/api/core";

export type MerchantPlan = components["schemas"]["MerchantPlanOutput"];
export type Plan = components["schemas"]["PlanOutput"];
export type Interval = components["schemas"]["IntervalEnum"];
export type PlanChoice = { plan: string; interval: Interval };
export type PlanPreview = components["schemas"]["PlanPreviewOutput"];
export type Invoice = components["schemas"]["BillingInvoiceOutput"];

const key = (merchantId: string) => ["merchant", merchantId, "billing"] as const;
const at = (merchantId: string) => ({ params: { path: { merchant_id: merchantId } } });

export function planQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...key(merchantId), "plan"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/merchants/{merchant_id}/plan", { ...at(merchantId), signal })),
    staleTime: 30_000,
  });
}

export function plansQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...key(merchantId), "plans"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/merchants/{merchant_id}/plans", { ...at(merchantId), signal })),
    staleTime: 300_000,
  });
}

export function invoicesQuery(merchantId: string) {
  return queryOptions({
    queryKey: [...key(merchantId), "invoices"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/merchants/{merchant_id}/invoices", { ...at(merchantId), signal })),
  });
}

/** Leads to Stripe's page that begins the subscription. */
export function useSubscribe() {
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: (body: PlanChoice) => dataOf(core.POST("/api/v1/merchants/{merchant_id}/subscription/checkout", { ...at(merchantId), body })),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

/** Leads to Stripe's portal: card, invoices, VAT id, cancellation. */
export function usePortal() {
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/merchants/{merchant_id}/subscription/portal", at(merchantId))),
    onSuccess: ({ url }) => window.location.assign(url),
  });
}

export function usePlanPreview() {
  const merchantId = useMerchantId();
  return useMutation({
    mutationFn: (body: PlanChoice) => dataOf(core.POST("/api/v1/merchants/{merchant_id}/subscription/preview", { ...at(merchantId), body })),
  });
}

function useFresh() {
  const client = useQueryClient();
  const merchantId = useMerchantId();
  return (plan: MerchantPlan) => {
    client.setQueryData(planQuery(merchantId).queryKey, plan);
    void client.invalidateQueries({ queryKey: key(merchantId) });
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
    void client.invalidateQueries({ queryKey: ["store"] });
  };
}

export function usePlanChange() {
  const merchantId = useMerchantId();
  const keep = useFresh();
  return useMutation({
    mutationFn: (body: PlanChoice) => dataOf(core.POST("/api/v1/merchants/{merchant_id}/subscription/change", { ...at(merchantId), body })),
    onSuccess: keep,
  });
}

/** Asks how the subscription stands at Stripe now, as on the way back from its pages. */
export function usePlanRefresh() {
  const merchantId = useMerchantId();
  const keep = useFresh();
  return useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/merchants/{merchant_id}/subscription/refresh", at(merchantId))),
    onSuccess: keep,
  });
}
