import type { PriceLine, PriceRule, PriceRun } from "@/features/pricing/pricing-api";

/** Says a rule in a line: what it does and for what. */
export function ruleWords(rule: PriceRule, currency: string): string {
  const plus = Number(rule.fixed) !== 0 ? ` + ${rule.fixed} ${currency}` : "";
  const makes = { MULTIPLIER: `cost × ${rule.multiplier}${plus}`, FIXED: `cost${plus}`, TIERS: `${rule.tiers.length} steps by cost` }[rule.kind];
  const ends = rule.ending === null ? "" : `, ending in ${String(rule.ending).padStart(2, "0")}`;
  const covers = { ALL: "all products", COLLECTION: "one collection", PRODUCT_TYPE: `type ${rule.scope_value}`, SUPPLIER: rule.scope_value }[rule.scope];
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
