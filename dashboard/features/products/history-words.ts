import type { PriceRecord } from "@/features/pricing/pricing-api";
import type { Money } from "@/lib/api/types";
import { formatMoney } from "@/lib/format/money";

export type Change = { name: string; before: string; after: string };

const FIELDS: Record<string, string> = { title: "Title", description_html: "Description", seo_title: "Title in search", seo_description: "Text in search", product_type: "Type", vendor: "Vendor", tags: "Tags", handle: "Address" };

function money(value: Money | null): string {
  return value === null ? "–" : formatMoney(value);
}

function isSame(a: Money | null, b: Money | null): boolean {
  return a?.amount === b?.amount && a?.currency === b?.currency;
}

/** What of a variant's numbers is another one; a refused price with the least one allowed. */
export function numberChanges(row: Pick<PriceRecord, "price_before" | "price_after" | "cost_before" | "cost_after" | "stock_before" | "stock_after" | "floor" | "is_refused">): Change[] {
  if (row.is_refused) return [{ name: `Price, at least ${money(row.floor)}`, before: money(row.price_before), after: money(row.price_after) }];
  const changes: Change[] = [];
  if (!isSame(row.price_before, row.price_after)) changes.push({ name: "Price", before: money(row.price_before), after: money(row.price_after) });
  if (!isSame(row.cost_before, row.cost_after)) changes.push({ name: "Cost", before: money(row.cost_before), after: money(row.cost_after) });
  if (row.stock_before !== row.stock_after) changes.push({ name: "Stock", before: String(row.stock_before ?? "not counted"), after: String(row.stock_after ?? "not counted") });
  return changes.length > 0 ? changes : [{ name: "Other numbers", before: "–", after: "changed" }];
}

/** Markup as lines of words: it is shown, never run. */
function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join(", ") || "–";
  const text = typeof value === "string" ? value : "";
  const spaced = text.replace(/<li[^>]*>/gi, "• ").replace(/<\/(?:p|li|ul|ol|h\d|div)>|<br ?\/?>/gi, "\n");
  const plain = /[<&]/.test(spaced) ? (new DOMParser().parseFromString(spaced, "text/html").body.textContent ?? "") : spaced;
  return plain.replace(/\n\s*\n+/g, "\n").trim() || "–";
}

export function textChanges(changes: Record<string, unknown>): Change[] {
  return Object.entries(changes).map(([field, change]) => {
    const { before, after } = (change ?? {}) as { before?: unknown; after?: unknown };
    return { name: FIELDS[field] ?? field.replaceAll("_", " "), before: words(before), after: words(after) };
  });
}
