import type { Held, Reaction, SyncEventKind } from "@/features/sync/sync-api";

export const EVENTS: Record<SyncEventKind, string> = {
  COST_UP: "Cost goes up",
  COST_DOWN: "Cost goes down",
  OUT_OF_STOCK: "Sold out at the supplier",
  BACK_IN_STOCK: "Back in stock",
  VARIANT_GONE: "Variant is gone",
  PRODUCT_GONE: "Product is gone",
};

export const REACTIONS: Record<Reaction, string> = {
  NOTHING: "Do nothing",
  NOTIFY: "Tell me",
  REPRICE: "Reprice by my rules",
  ZERO_STOCK: "Set stock to 0",
  UNPUBLISH: "Take off sale",
};

export const DOUBTS: Record<Held["suspicion"], string> = {
  COST_ZERO: "Cost of 0",
  COST_JUMP: "Cost jumped more than tenfold",
  CURRENCY: "Another currency",
  NO_SKUS: "No variants at all",
};

/** Events a person may choose a reaction for; what comes back is always put back. */
export const CHOSEN = (Object.keys(EVENTS) as SyncEventKind[]).filter((event) => event !== "BACK_IN_STOCK");

/** What suppliers' variants are in, in a word; null for one that is well. */
export function stateWords(state: string): string | null {
  return { OUT_OF_STOCK: "Sold out", GONE: "Gone", QUARANTINED: "Held back" }[state] ?? null;
}
