import type { Provider } from "@/features/suppliers/supplier-api";

/** What a consent that was begun belongs to, kept in this tab while the supplier's page is open. */
export type PendingConnection = { storeId: string; provider: Provider };

const KEY = "supplier-connection";

export function pendingWrite(pending: PendingConnection): void {
  window.sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/** Returns what was begun in this tab and forgets it; null when nothing was, or it is not readable. */
export function pendingTake(): PendingConnection | null {
  const text = window.sessionStorage.getItem(KEY);
  window.sessionStorage.removeItem(KEY);
  return pendingRead(text);
}

export function pendingRead(text: string | null): PendingConnection | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("storeId" in value) || !("provider" in value)) return null;
    const { storeId, provider } = value;
    return typeof storeId === "string" && (provider === "ALIEXPRESS" || provider === "CJ") ? { storeId, provider } : null;
  } catch {
    return null;
  }
}
