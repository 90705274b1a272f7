import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { automation, dataOf, done, pageOf } from "@/lib/api/client";
import type { components, paths } from "@/lib/api/automation";

type Shapes = components["schemas"];
export type Criteria = Shapes["CriteriaOutput"];
export type CriteriaChange = Shapes["PatchedCriteriaInputRequest"];
export type Run = Shapes["RunOutput"];
export type RunDetail = Shapes["RunDetailOutput"];
export type Candidate = Shapes["CandidateOutput"];
export type CandidateDetail = Shapes["CandidateDetailOutput"];
export type Part = Shapes["PartOutput"];
export type Evidence = Shapes["EvidenceOutput"];
export type WatchlistItem = Shapes["WatchlistItemOutput"];
export type WatchInput = Shapes["WatchInputRequest"];
export type SourceState = Shapes["ResearchSourceOutput"];
export type CandidateQuery = NonNullable<paths["/api/v1/automation/stores/{store_id}/research/candidates"]["get"]["parameters"]["query"]>;

const base = "/api/v1/automation/stores/{store_id}/research" as const;
const all = (storeId: string) => ["store", storeId, "research"] as const;

export function criteriaQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "criteria"],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/criteria`, { params: { path: { store_id: storeId } }, signal })),
  });
}

export function sourcesQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "sources"],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/sources`, { params: { path: { store_id: storeId } }, signal })),
  });
}

/** The newest run with the health of its sources; looked at every two seconds while it works. */
export function latestRunQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "run"],
    queryFn: async ({ signal }): Promise<RunDetail | null> => {
      const runs = await pageOf(automation.GET(`${base}/runs`, { params: { path: { store_id: storeId } }, signal }));
      const newest = runs.rows[0];
      if (newest === undefined) return null;
      return dataOf(automation.GET(`${base}/runs/{research_run_id}`, { params: { path: { store_id: storeId, research_run_id: newest.id } }, signal }));
    },
    refetchInterval: ({ state }) => (isWorking(state.data ?? null) ? 2_000 : false),
  });
}

export function isWorking(run: Pick<Run, "state"> | null): boolean {
  return run?.state === "QUEUED" || run?.state === "RUNNING";
}

export function candidatesQuery(storeId: string, query: CandidateQuery & { page?: number; per_page?: number }, isLive = false) {
  return queryOptions({
    queryKey: [...all(storeId), "candidates", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/candidates`, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? 3_000 : false,
  });
}

export function candidateQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "candidate", id],
    queryFn: ({ signal }) =>
      dataOf(automation.GET(`${base}/candidates/{candidate_id}`, { params: { path: { store_id: storeId, candidate_id: id } }, signal })),
  });
}

export function watchlistQuery(storeId: string, query: { page?: number; per_page?: number }) {
  return queryOptions({
    queryKey: [...all(storeId), "watchlist", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/watchlist`, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

function useResearchMutation<Input, Output>(storeId: string, mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: all(storeId) }) });
}

export function useCriteriaChange(storeId: string) {
  return useResearchMutation(storeId, (body: CriteriaChange) =>
    dataOf(automation.PATCH(`${base}/criteria`, { params: { path: { store_id: storeId } }, body })),
  );
}

export function useRunStart(storeId: string) {
  return useResearchMutation(storeId, () => dataOf(automation.POST(`${base}/runs`, { params: { path: { store_id: storeId } } })));
}

const one = (storeId: string, candidateId: string) => ({ params: { path: { store_id: storeId, candidate_id: candidateId } } });

export function useReject(storeId: string) {
  return useResearchMutation(storeId, (id: string) => dataOf(automation.POST(`${base}/candidates/{candidate_id}/reject`, one(storeId, id))));
}

export function useWatch(storeId: string) {
  return useResearchMutation(storeId, ({ id, body }: { id: string; body: WatchInput }) =>
    dataOf(automation.POST(`${base}/candidates/{candidate_id}/watch`, { ...one(storeId, id), body })),
  );
}

export function useCandidateImport(storeId: string) {
  return useResearchMutation(storeId, (id: string) => dataOf(automation.POST(`${base}/candidates/{candidate_id}/import`, one(storeId, id))));
}

const item = (storeId: string, itemId: string) => ({ params: { path: { store_id: storeId, watchlist_item_id: itemId } } });

export function useWatchChange(storeId: string) {
  return useResearchMutation(storeId, ({ id, body }: { id: string; body: WatchInput }) =>
    dataOf(automation.PATCH(`${base}/watchlist/{watchlist_item_id}`, { ...item(storeId, id), body })),
  );
}

export function useUnwatch(storeId: string) {
  return useResearchMutation(storeId, (id: string) => done(automation.DELETE(`${base}/watchlist/{watchlist_item_id}`, item(storeId, id))));
}

export function useAlertsRead(storeId: string) {
  return useResearchMutation(storeId, (id: string) => dataOf(automation.POST(`${base}/watchlist/{watchlist_item_id}/read`, item(storeId, id))));
}
