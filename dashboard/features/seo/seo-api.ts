import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { automation, core, dataOf, done, pageOf } from "@/lib/api/client";
import type { PageQuery, SeoRun } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "seo"] as const;
const RUNNING = new Set(["READING", "SCORING", "PROPOSING"]);

export function isAuditRunning(run: SeoRun | undefined): boolean {
  return run !== undefined && RUNNING.has(run.status);
}

export function runsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "runs"],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/seo/runs", { params: { path, query: { page: 1, per_page: 10 } }, signal })),
    refetchInterval: ({ state }) => (isAuditRunning(state.data?.rows[0]) ? 2000 : false),
  });
}

export function runPagesQuery(storeId: string, runId: string, query: PageQuery & { reason?: string }) {
  const path = { store_id: storeId, run_id: runId };
  return queryOptions({
    queryKey: [...all(storeId), "pages", runId, query],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/seo/runs/{run_id}/pages", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export type ProposalStatus = "OPEN" | "ACCEPTED" | "REJECTED" | "UNDONE" | "STALE";

export function proposalsQuery(storeId: string, query: PageQuery & { status?: ProposalStatus }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "proposals", query],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/seo/proposals", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useAuditStart(storeId: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId } };
  return useMutation({
    mutationFn: () => dataOf(automation.POST("/api/v1/automation/stores/{store_id}/seo/runs", { params })),
    onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export type ProposalVerb = { id: string; verb: "accept" | "reject" | "undo"; value?: string };

export function useProposalVerb(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, verb, value }: ProposalVerb) => {
      const params = { path: { store_id: storeId, proposal_id: id } };
      if (verb === "accept") {
        const body = value === undefined ? {} : { value };
        return dataOf(automation.POST("/api/v1/automation/stores/{store_id}/seo/proposals/{proposal_id}/accept", { params, body }));
      }
      if (verb === "reject") return dataOf(automation.POST("/api/v1/automation/stores/{store_id}/seo/proposals/{proposal_id}/reject", { params }));
      return dataOf(automation.POST("/api/v1/automation/stores/{store_id}/seo/proposals/{proposal_id}/undo", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: [...all(storeId), "proposals"] }),
  });
}

export function redirectsQuery(storeId: string, query: PageQuery & { search?: string }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "redirects", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/redirects", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function notFoundQuery(storeId: string, query: PageQuery) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "not-found", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/not-found-log", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRedirectSave(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id?: string; from_path: string; target: string }) =>
      id === undefined
        ? dataOf(core.POST("/api/v1/stores/{store_id}/redirects", { params: { path: { store_id: storeId } }, body }))
        : dataOf(core.PATCH("/api/v1/stores/{store_id}/redirects/{redirect_id}", { params: { path: { store_id: storeId, redirect_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function useRedirectDelete(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(core.DELETE("/api/v1/stores/{store_id}/redirects/{redirect_id}", { params: { path: { store_id: storeId, redirect_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "redirects"] }),
  });
}

export function useLogDismiss(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(core.DELETE("/api/v1/stores/{store_id}/not-found-log/{entry_id}", { params: { path: { store_id: storeId, entry_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "not-found"] }),
  });
}

export function feedsQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "feeds"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/feeds", { params: { path }, signal })),
  });
}
