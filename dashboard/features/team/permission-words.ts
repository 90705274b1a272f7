/** The areas of work as people call them; an area that is new here is shown by its own name. */
const AREAS: Record<string, string> = {
  store: "Store settings",
  products: "Products and collections",
  orders: "Orders",
  imports: "Imports",
  customers: "Customers",
  discounts: "Discounts",
  content: "Blog and pages",
  suppliers: "Suppliers and purchase orders",
  pricing: "Price rules",
  research: "Research and watchlist",
  seo: "SEO",
  email: "E-mail",
  analytics: "Analytics",
  team: "Team",
  keys: "API keys",
  audit: "Audit log",
  billing: "Plan and invoices",
  payouts: "Payouts",
};
const VERBS: Record<string, string> = { read: "see", write: "change", refund: "refund", create: "open more stores", close: "close", own: "own" };

export type PermissionRow = { area: string; label: string; permissions: { name: string; verb: string }[] };

/** Sorts permissions into one row an area, in the order of the list above. */
export function permissionRows(names: readonly string[]): PermissionRow[] {
  const areas = [...new Set(names.map((name) => name.split(".")[0] ?? name))];
  const known = Object.keys(AREAS);
  const place = (area: string) => (known.includes(area) ? known.indexOf(area) : known.length);
  return areas
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((area) => ({
      area,
      label: AREAS[area] ?? area,
      permissions: names
        .filter((name) => name.startsWith(`${area}.`))
        .map((name) => ({ name, verb: VERBS[name.slice(area.length + 1)] ?? name.slice(area.length + 1) }))
        .sort((a, b) => Object.values(VERBS).indexOf(a.verb) - Object.values(VERBS).indexOf(b.verb)),
    }));
}
