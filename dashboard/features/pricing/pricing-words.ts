import type { PriceLine, PriceRecord, PriceRule, PriceRun } from "@/features/pricing/pricing-api";

/** Says a rule in a line: what it does and for what; `collections` are titles by id. */
export function ruleWords(rule: PriceRule, currency: string, collections: ReadonlyMap<string, string> = new Map()): string {
  const plus = Number(rule.fixed) !== 0 ? ` + ${rule.fixed} ${currency}` : "";
  const makes = { MULTIPLIER: `cost × ${rule.multiplier}${plus}`, FIXED: `cost${plus}`, TIERS: `${rule.tiers.length} steps by cost` }[rule.kind];
  const ends = rule.ending === null ? "" : `, ending in ${String(rule.ending).padStart(2, "0")}`;
  const covers = { ALL: "all products", COLLECTION: `collection ${collections.get(rule.scope_value) ?? "that is gone"}`, PRODUCT_TYPE: `type ${rule.scope_value}`, SUPPLIER: rule.scope_value }[rule.scope];
  return `${makes}${ends} · ${covers}`;
}

export function runWords(state: PriceRun["state"]): string {
  return { PREVIEW: "Preview", APPLYING: "Applying…", APPLIED: "Applied", UNDOING: "Undoing…", UNDONE: "Undone", FAILED: "Failed" }[state];
}

export function lineWords(state: PriceLine["state"]): string {
  return {
    CHANGE: "Will change", SAME: "Stays", LOCKED: "Set by a person", NO_COST: "No cost known", NO_RULE: "No rule", BELOW_FLOOR: "Below your margin",
    APPLIED: "Changed", REFUSED: "Refused", UNDONE: "Put back",
  }[state];
}

/** Percent as typed ("25", "12,5") in hundredths of a percent; null for what is none, or over 95. */
export function basisPoints(text: string): number | null {
  const match = /^(\d{1,2})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
  if (match === null) return null;
  const points = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return points <= 9500 ? points : null;
}

export function percentText(points: number): string {
  return String(points / 100);
}

const WRITERS: Record<PriceRecord["writer"], string> = { PERSON: "A person", IMPORT: "Import", AI: "Claude", RULE: "Price rule", SYNC: "Supplier check" };

export function writerWords({ writer, label }: Pick<PriceRecord, "writer" | "label">): string {
  return label === "" ? WRITERS[writer] : `${WRITERS[writer]} · ${label}`;
}
