import { ApiError } from "@/lib/api/errors";

const PLAN_CODES = new Set(["limit_reached", "plan_inactive"]);
let latest: string | null = null;
const listeners = new Set<() => void>();

/** Remembers the sentence of a write that the plan refused, so that wherever it is shown a way to the plans is too. */
export function notePlanRefusal(error: unknown): void {
  if (!(error instanceof ApiError) || !PLAN_CODES.has(error.code)) return;
  latest = error.message;
  for (const listener of listeners) listener();
}

export function latestPlanRefusal(): string | null {
  return latest;
}

export function onPlanRefusal(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
