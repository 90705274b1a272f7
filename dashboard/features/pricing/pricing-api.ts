import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/lib/api/automation";
import { automation, core, dataOf, pageOf } from "@/lib/api/client";
import type { components as coreComponents } from "@/lib/api/core";
import type { PageQuery } from "@/lib/api/types";

type Shapes = components["schemas"];
export type PriceRule = Shapes["PriceRuleOutput"];
export type PriceRuleBody = Shapes["PriceRuleInputRequest"];
export type PriceRun = Shapes["PriceRunOutput"];
export type PriceLine = Shapes["PriceLineOutput"];
export type LineState = PriceLine["state"];
export type Rate = Shapes["RateOutput"];
export type PriceRecord = coreComponents["schemas"]["PriceRecordOutput"];

const all = (storeId: string) => ["store", storeId, "pricing"] as const;
const WORKING = new Set(["APPLYING", "UNDOING"]);

export function isRunWorking(run: PriceRun | undefined): boolean {
  return run !== undefined && WORKING.has(run.state);
}

export function rulesQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "rules"],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/pricing/rules", { params: { path }, signal })),
  });
}

export function runQuery(storeId: string, runId: string) {
  const path = { store_id: storeId, price_run_id: runId };
  return queryOptions({
    queryKey: [...all(storeId), "run", runId],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/pricing/runs/{price_run_id}", { params: { path }, signal })),
    refetchInterval: ({ state }) => (isRunWorking(state.data) ? 1000 : false),
  });
}

export function runsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "runs"],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/pricing/runs", { params: { path, query: { page: 1, per_page: 10 } }, signal })),
    refetchInterval: ({ state }) => (state.data?.rows.some(isRunWorking) ? 2000 : false),
  });
}

/** `state` is the run's: when it changes, the lines are asked for once more, for the last ones change with it. */
export function linesQuery(storeId: string, runId: string, query: PageQuery & { state?: LineState }, state: string | undefined, isWorking: boolean) {
  const path = { store_id: storeId, price_run_id: runId };
  return queryOptions({
    queryKey: [...all(storeId), "lines", runId, query, state],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/pricing/runs/{price_run_id}/lines", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: isWorking ? 2000 : false,
  });
}

export function usePreview(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (ruleId: string | null) => dataOf(automation.POST("/api/v1/automation/stores/{store_id}/pricing/runs", { params: { path }, body: ruleId === null ? {} : { rule_id: ruleId } })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useRunVerb(storeId: string, runId: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, price_run_id: runId } };
  return useMutation({
    mutationFn: (verb: "apply" | "undo") =>
      verb === "apply"
        ? dataOf(automation.POST("/api/v1/automation/stores/{store_id}/pricing/runs/{price_run_id}/apply", { params }))
        : dataOf(automation.POST("/api/v1/automation/stores/{store_id}/pricing/runs/{price_run_id}/undo", { params })),
    onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useRuleSave(storeId: string, ruleId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PriceRuleBody) =>
      ruleId === null
        ? dataOf(automation.POST("/api/v1/automation/stores/{store_id}/pricing/rules", { params: { path: { store_id: storeId } }, body }))
        : dataOf(automation.PUT("/api/v1/automation/stores/{store_id}/pricing/rules/{rule_id}", { params: { path: { store_id: storeId, rule_id: ruleId } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useRuleDelete(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ruleId: string) => dataOf(automation.DELETE("/api/v1/automation/stores/{store_id}/pricing/rules/{rule_id}", { params: { path: { store_id: storeId, rule_id: ruleId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

/** What of a stored rule is sent back to change it: its place, or whether it counts. */
export function ruleBody(rule: PriceRule): PriceRuleBody {
  const { name, kind, multiplier, fixed, tiers, ending, compare_at_multiplier, scope, scope_value, is_active } = rule;
  return { name, kind, multiplier, fixed, tiers, ending, compare_at_multiplier, scope, scope_value, is_active };
}

export function useRuleChange(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ rule, change }: { rule: PriceRule & { id: string }; change: Partial<PriceRuleBody> }) =>
      dataOf(automation.PUT("/api/v1/automation/stores/{store_id}/pricing/rules/{rule_id}", { params: { path: { store_id: storeId, rule_id: rule.id } }, body: { ...ruleBody(rule), ...change } })),
    onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function ratesQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "rates"],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/pricing/rates", { params: { path }, signal })),
  });
}

export function useRateSet(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (body: { base: string; rate: string | null }) => dataOf(automation.PUT("/api/v1/automation/stores/{store_id}/pricing/rates", { params: { path }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

type MarginTry = { margin_basis_points?: number; cost?: string };

/** The least margin that holds, and what it (or one to try) means: the shop reckons, not this page. */
export function marginQuery(storeId: string, query: MarginTry = {}) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "margin", query],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/margin-floor", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useMarginSet(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: (basisPoints: number) => dataOf(core.PATCH("/api/v1/stores/{store_id}/margin-floor", { params: { path }, body: { margin_basis_points: basisPoints } })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function recordsQuery(storeId: string, query: PageQuery & { is_refused?: boolean; product_id?: string }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "records", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/price-changes", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}
