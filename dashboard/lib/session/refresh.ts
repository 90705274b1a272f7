import { createHash } from "node:crypto";
import { type TokenPair } from "@/lib/session/tokens";

export type RefreshOutcome =
  | { kind: "renewed"; pair: TokenPair }
  | { kind: "ended" }
  | { kind: "away" };

type Rotate = (refresh: string) => Promise<RefreshOutcome>;
type Flight = { outcome: Promise<RefreshOutcome>; forgetAt: number };

const REMEMBERED_MS = 60_000;
const MAX_FLIGHTS = 5_000;

// Route handlers are bundled apart; the process has one table of flights.
const table = globalThis as typeof globalThis & { dropwrightFlights?: Map<string, Flight> };

function flights(): Map<string, Flight> {
  table.dropwrightFlights ??= new Map();
  return table.dropwrightFlights;
}

function sweep(known: Map<string, Flight>, now: number): void {
  for (const [key, flight] of known) {
    if (flight.forgetAt <= now || known.size > MAX_FLIGHTS) known.delete(key);
  }
}

/**
 * Rotates a refresh token once, however many requests ask at the same time.
 *
 * A browser sends several requests with the same cookies before the first answer replaces them; using
 * one refresh token twice would look like theft and end the session. So a running rotation is shared and
 * its pair is remembered for a minute. Failures are never remembered.
 */
export async function refreshOnce(refresh: string, rotate: Rotate, now: number = Date.now()): Promise<RefreshOutcome> {
  const known = flights();
  const key = createHash("sha256").update(refresh).digest("base64url");
  const running = known.get(key);
  if (running !== undefined && running.forgetAt > now) return running.outcome;
  sweep(known, now);
  const outcome = rotate(refresh).catch((): RefreshOutcome => ({ kind: "away" }));
  known.set(key, { outcome, forgetAt: now + REMEMBERED_MS });
  const result = await outcome;
  if (result.kind !== "renewed") known.delete(key);
  return result;
}

/** Drops what is remembered of a token, e.g. at logout, when its pair must not come back. */
export function forgetRefresh(refresh: string): void {
  flights().delete(createHash("sha256").update(refresh).digest("base64url"));
}
