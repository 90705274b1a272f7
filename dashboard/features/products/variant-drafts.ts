import type { OptionInput, Product, VariantInput } from "@/lib/api/types";
import { parseMoney } from "@/lib/format/money";

export const MAX_VARIANTS = 2000;
export const MAX_OPTIONS = 3;

export type VariantField = "sku" | "barcode" | "price" | "compare_at_price" | "cost" | "weight_grams" | "stock_quantity";
/** A variant as it stands in the grid: what was typed, not yet what it means. */
export type VariantDraft = Record<VariantField, string> & {
  key: string;
  id: string | null;
  values: string[];
  is_stock_tracked: boolean;
};
/** `ids` are the server's names for option and values, so that renaming keeps what hangs on them. */
export type OptionDraft = { key: string; name: string; values: string[]; ids?: { option: string; values: Record<string, string> } };
export type CellErrors = Record<string, Partial<Record<VariantField, string>>>;

let made = 0;
export function newKey(): string {
  made += 1;
  return `new-${made}`;
}

export function blankVariant(values: string[] = []): VariantDraft {
  return {
    key: newKey(), id: null, values, sku: "", barcode: "", price: "", compare_at_price: "", cost: "",
    weight_grams: "", stock_quantity: "0", is_stock_tracked: true,
  };
}

export function variantDraftsOf(product: Product): VariantDraft[] {
  return product.variants.map((variant) => ({
    key: variant.id,
    id: variant.id,
    values: variant.option_values,
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price.amount,
    compare_at_price: variant.compare_at_price?.amount ?? "",
    cost: variant.cost?.amount ?? "",
    weight_grams: variant.weight_grams === null ? "" : String(variant.weight_grams),
    stock_quantity: String(variant.stock_quantity),
    is_stock_tracked: variant.is_stock_tracked,
  }));
}

export function optionDraftsOf(product: Product): OptionDraft[] {
  return product.options.map(({ id, name, values }) => ({
    key: id,
    name,
    values: values.map((value) => value.name),
    ids: { option: id, values: Object.fromEntries(values.map((value) => [value.name, value.id])) },
  }));
}

/** Renames a value in its option; its id goes with it. */
export function optionRenamed(option: OptionDraft, from: string, to: string): OptionDraft {
  const values = option.values.map((value) => (value === from ? to : value));
  const id = option.ids?.values[from];
  if (option.ids === undefined || id === undefined) return { ...option, values };
  const others = Object.entries(option.ids.values).filter(([name]) => name !== from);
  return { ...option, values, ids: { option: option.ids.option, values: { ...Object.fromEntries(others), [to]: id } } };
}

/** What the API takes for the options. */
export function optionInputs(options: OptionDraft[]): OptionInput[] {
  return usedOptions(options).map(({ name, values, ids }) => ({
    ...(ids === undefined ? {} : { id: ids.option }),
    name: name.trim(),
    values: values.map((value) => (ids?.values[value] === undefined ? value : { id: ids.values[value], name: value })),
  }));
}

/** Options count once they have a value. */
export function usedOptions(options: OptionDraft[]): OptionDraft[] {
  return options.filter(({ values }) => values.length > 0);
}

export function combinationCount(options: OptionDraft[]): number {
  return usedOptions(options).reduce((product, { values }) => product * values.length, 1);
}

function combinations(options: OptionDraft[]): string[][] {
  return options.reduce<string[][]>((rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

const joined = (values: string[]) => JSON.stringify(values);

function inOrder(variants: VariantDraft[], options: OptionDraft[]): VariantDraft[] {
  const places = options.map(({ values }) => new Map(values.map((value, index) => [value, index])));
  const rank = (variant: VariantDraft) => variant.values.map((value, index) => places[index]?.get(value) ?? 0);
  const ranked = variants.map((variant) => ({ variant, rank: rank(variant) }));
  ranked.sort((a, b) => a.rank.reduce((difference, place, index) => difference || place - (b.rank[index] ?? 0), 0));
  return ranked.map(({ variant }) => variant);
}

/** Carries a variant over to other options; null when it used a value that is gone. */
function carried(variant: VariantDraft, before: OptionDraft[], after: OptionDraft[]): VariantDraft | null {
  const values: string[] = [];
  for (const option of after) {
    const index = before.findIndex(({ key }) => key === option.key);
    const value = index === -1 ? option.values[0] : variant.values[index];
    if (value === undefined || !option.values.includes(value)) return null;
    values.push(value);
  }
  return { ...variant, values };
}

function isNewCombination(values: string[], before: OptionDraft[], after: OptionDraft[]): boolean {
  return after.some((option, index) => {
    const old = before.find(({ key }) => key === option.key);
    const value = values[index] ?? "";
    return old === undefined ? value !== option.values[0] : !old.values.includes(value);
  });
}

function unique(variants: VariantDraft[]): VariantDraft[] {
  const seen = new Set<string>();
  return variants.filter(({ values }) => !seen.has(joined(values)) && seen.add(joined(values)));
}

/** A new variant starts with the prices of its nearest relative and with nothing in stock. */
function derived(values: string[], relatives: VariantDraft[]): VariantDraft {
  const nearness = (variant: VariantDraft) => variant.values.filter((value, index) => value === values[index]).length;
  const nearest = relatives.reduce<VariantDraft | null>((best, next) => (best === null || nearness(next) > nearness(best) ? next : best), null);
  if (nearest === null) return blankVariant(values);
  return { ...nearest, key: newKey(), id: null, values, sku: "", barcode: "", stock_quantity: "0" };
}

/**
 * Returns the variants after the options changed. Variants keep what was typed; those of a removed value go;
 * only combinations with a new value are added, so a product that lacked some on purpose still lacks them.
 */
export function variantsAfter(variants: VariantDraft[], allBefore: OptionDraft[], allAfter: OptionDraft[]): VariantDraft[] {
  const before = usedOptions(allBefore);
  const after = usedOptions(allAfter);
  const kept = unique(variants.map((variant) => carried(variant, before, after)).filter((variant) => variant !== null));
  const relatives = kept.length > 0 ? kept : variants.slice(0, 1);
  const known = new Set(kept.map(({ values }) => joined(values)));
  const added = combinations(after)
    .filter((values) => !known.has(joined(values)) && (kept.length === 0 || isNewCombination(values, before, after)))
    .map((values) => derived(values, relatives));
  return inOrder([...kept, ...added], after);
}

/** Adds every combination that is missing. */
export function completed(variants: VariantDraft[], options: OptionDraft[]): VariantDraft[] {
  const used = usedOptions(options);
  const known = new Set(variants.map(({ values }) => joined(values)));
  const added = combinations(used).filter((values) => !known.has(joined(values))).map((values) => derived(values, variants));
  return inOrder([...variants, ...added], used);
}

function wholeNumber(text: string, allowsNegative: boolean): number | null {
  const trimmed = text.trim();
  const isNumber = (allowsNegative ? /^-?\d{1,9}$/ : /^\d{1,9}$/).test(trimmed);
  return isNumber ? Number(trimmed) : null;
}

type Reading = { input: VariantInput; errors: Partial<Record<VariantField, string>> };

/** Reads one row; unreadable cells come back as errors. */
function read(draft: VariantDraft, currency: string): Reading {
  const errors: Reading["errors"] = {};
  function money(field: "price" | "compare_at_price" | "cost") {
    if (draft[field].trim() === "" && field !== "price") return null;
    const parsed = parseMoney(draft[field], currency);
    if (parsed.ok) return { amount: parsed.amount, currency };
    errors[field] = parsed.reason;
    return null;
  }
  const stock = wholeNumber(draft.stock_quantity, true);
  if (stock === null) errors.stock_quantity = "A whole number.";
  const weight = draft.weight_grams.trim() === "" ? null : wholeNumber(draft.weight_grams, false);
  if (weight === null && draft.weight_grams.trim() !== "") errors.weight_grams = "Whole grams.";
  const input: VariantInput = {
    ...(draft.id === null ? {} : { id: draft.id }),
    option_values: draft.values,
    sku: draft.sku.trim(),
    barcode: draft.barcode.trim(),
    price: money("price") ?? { amount: "0", currency },
    compare_at_price: money("compare_at_price"),
    cost: money("cost"),
    weight_grams: weight,
    stock_quantity: stock ?? 0,
    is_stock_tracked: draft.is_stock_tracked,
  };
  return { input, errors };
}

const SENT_IF_CHANGED = ["sku", "barcode", "price", "compare_at_price", "cost", "weight_grams", "stock_quantity", "is_stock_tracked"] as const;

/** A known variant says only what was changed: stock sold while the page was open must not come back. */
function changesOnly(input: VariantInput, draft: VariantDraft, known: VariantDraft | undefined): VariantInput {
  if (known === undefined) return input;
  const same = new Set<string>(SENT_IF_CHANGED.filter((field) => draft[field] === known[field]));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !same.has(name)));
}

/** Reads the whole grid against what the server knows. `errors` is empty when `inputs` may be sent. */
export function readVariants(drafts: VariantDraft[], currency: string, known: VariantDraft[] = []): { inputs: VariantInput[]; errors: CellErrors } {
  const knownById = new Map(known.map((draft) => [draft.id, draft]));
  const errors: CellErrors = {};
  const inputs = drafts.map((draft) => {
    const reading = read(draft, currency);
    if (Object.keys(reading.errors).length > 0) errors[draft.key] = reading.errors;
    return changesOnly(reading.input, draft, draft.id === null ? undefined : knownById.get(draft.id));
  });
  return { inputs, errors };
}

/** Finds the cells the server named: `variants.3.price.amount` is the price of the fourth row sent. */
export function serverCellErrors(fields: Record<string, string[]>, drafts: VariantDraft[]): { cells: CellErrors; rest: Record<string, string[]> } {
  const cells: CellErrors = {};
  const rest: Record<string, string[]> = {};
  for (const [path, sentences] of Object.entries(fields)) {
    const [, index, field] = /^variants\.(\d+)\.([a-z_]+)/.exec(path) ?? [];
    const key = index === undefined ? undefined : drafts[Number(index)]?.key;
    if (key === undefined || !isField(field)) rest[path] = sentences;
    else cells[key] = { ...cells[key], [field]: sentences.join(" ") };
  }
  return { cells, rest };
}

function isField(field: string | undefined): field is VariantField {
  return ["sku", "barcode", "price", "compare_at_price", "cost", "weight_grams", "stock_quantity"].includes(field ?? "");
}
