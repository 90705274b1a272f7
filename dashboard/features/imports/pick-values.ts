import type { components } from "@/lib/api/automation";

type Shapes = components["schemas"];
export type SourceProduct = Shapes["SupplierProductOutput"];
export type Rename = Shapes["RenameInputRequest"];
/** Option → its new name, and old value → new value; what is left empty keeps its name. */
export type Names = Record<string, { name: string; values: Record<string, string> }>;

const PLACES = new Set(["ships from", "ship from", "shipping from"]);

/** Options a person may rename; where it is sent from is no choice of the shopper's. */
export function renamable(product: SourceProduct): SourceProduct["options"] {
  return product.options.filter(({ name }) => !PLACES.has(name.trim().toLowerCase()));
}

/** What of the names is really another one, as the API takes it. */
export function renamesOf(names: Names): Rename[] {
  return Object.entries(names).flatMap(([option, { name, values }]) => {
    const changed = Object.fromEntries(Object.entries(values).map(([old, now]) => [old, now.trim()]).filter(([old, now]) => now !== "" && now !== old));
    const isRenamed = name.trim() !== "" && name.trim() !== option;
    if (!isRenamed && Object.keys(changed).length === 0) return [];
    return [{ option, ...(isRenamed ? { name: name.trim() } : {}), ...(Object.keys(changed).length > 0 ? { values: changed } : {}) }];
  });
}

/** Values that will be one: two old ones with the same new name. */
export function mergedValues(values: string[], names: Record<string, string>): string[] {
  const finals = values.map((value) => names[value]?.trim() || value);
  return [...new Set(finals.filter((value, at) => finals.indexOf(value) !== at))];
}
