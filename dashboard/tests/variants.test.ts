import { describe, expect, it } from "vitest";
import {
  blankVariant, combinationCount, completed, optionInputs, optionRenamed, readVariants, serverCellErrors, variantsAfter, type OptionDraft, type VariantDraft,
} from "@/features/products/variant-drafts";

const option = (key: string, ...values: string[]): OptionDraft => ({ key, name: key, values });
const variant = (values: string[], changes: Partial<VariantDraft> = {}): VariantDraft => ({ ...blankVariant(values), key: values.join("/"), id: values.join("/"), price: "10.00", ...changes });
const names = (variants: VariantDraft[]) => variants.map(({ values, id }) => `${values.join("/")}${id === null ? "*" : ""}`);

describe("variants follow their options", () => {
  it("gives the only variant the first value and derives the others from it, without its stock and SKU", () => {
    const before = [variant([], { sku: "A", stock_quantity: "5", price: "12.50" })];
    const after = variantsAfter(before, [], [option("Size", "S", "M")]);
    expect(names(after)).toEqual(["S", "M*"]);
    expect(after.map(({ price, sku, stock_quantity: stock }) => [price, sku, stock])).toEqual([["12.50", "A", "5"], ["12.50", "", "0"]]);
  });

  it("adds only combinations with the new value, so that gaps made on purpose stay", () => {
    const size = option("Size", "S", "M");
    const colour = option("Colour", "Red", "Blue");
    const sparse = [variant(["S", "Red"]), variant(["M", "Blue"])];
    const after = variantsAfter(sparse, [size, colour], [option("Size", "S", "M", "L"), colour]);
    expect(names(after)).toEqual(["S/Red", "M/Blue", "L/Red*", "L/Blue*"]);
    expect(names(completed(sparse, [size, colour]))).toEqual(["S/Red", "S/Blue*", "M/Red*", "M/Blue"]);
  });

  it("drops the variants of a removed value and merges those of a removed option", () => {
    const size = option("Size", "S", "M");
    const colour = option("Colour", "Red", "Blue");
    const all = [variant(["S", "Red"]), variant(["S", "Blue"]), variant(["M", "Red"]), variant(["M", "Blue"])];
    expect(names(variantsAfter(all, [size, colour], [option("Size", "M"), colour]))).toEqual(["M/Red", "M/Blue"]);
    expect(variantsAfter(all, [size, colour], [colour]).map(({ id, values }) => [id, values])).toEqual([["S/Red", ["Red"]], ["S/Blue", ["Blue"]]]);
  });

  it("ignores an option until it has a value", () => {
    const before = [variant(["S"])];
    expect(names(variantsAfter(before, [option("Size", "S")], [option("Size", "S"), option("Colour")]))).toEqual(["S"]);
    expect(combinationCount([option("Size", "S", "M"), option("Colour")])).toBe(2);
  });

  it("handles 2,000 combinations", () => {
    const many = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const after = variantsAfter([variant([])], [], [option("A", ...many("a", 20)), option("B", ...many("b", 10)), option("C", ...many("c", 10))]);
    expect(after).toHaveLength(2000);
    expect(after.filter(({ id }) => id !== null)).toHaveLength(1);
  });
});

describe("reading the grid", () => {
  it("turns cells into what the API takes", () => {
    const { inputs, errors } = readVariants([variant(["S"], { price: "19,90", compare_at_price: "", cost: "7", weight_grams: "350", stock_quantity: "-2", sku: " X " })], "EUR");
    expect(errors).toEqual({});
    expect(inputs).toEqual([
      {
        id: "S", option_values: ["S"], sku: "X", barcode: "", price: { amount: "19.90", currency: "EUR" }, compare_at_price: null,
        cost: { amount: "7.00", currency: "EUR" }, weight_grams: 350, stock_quantity: -2, is_stock_tracked: true,
      },
    ]);
  });

  it("says nothing of stock and prices that were not touched", () => {
    const known = [variant(["S"], { stock_quantity: "5", sku: "A" }), variant(["M"])];
    const [small, medium] = known;
    if (small === undefined || medium === undefined) throw new Error("two variants");
    const { inputs } = readVariants([{ ...small, price: "11" }, medium], "EUR", known);
    expect(inputs).toEqual([{ id: "S", option_values: ["S"], price: { amount: "11.00", currency: "EUR" } }, { id: "M", option_values: ["M"] }]);
  });

  it("keeps the ids of renamed options and values", () => {
    const size = { ...option("Size", "S", "M"), ids: { option: "o1", values: { S: "v1", M: "v2" } } };
    const renamed = optionRenamed({ ...size, name: "Length" }, "S", "Short");
    const grown = { ...renamed, values: [...renamed.values, "L"] };
    expect(optionInputs([grown, option("Colour", "Red"), option("Empty")])).toEqual([
      { id: "o1", name: "Length", values: [{ id: "v1", name: "Short" }, { id: "v2", name: "M" }, "L"] },
      { name: "Colour", values: ["Red"] },
    ]);
  });

  it("names the cells that cannot be read", () => {
    const { errors } = readVariants([variant(["S"]), variant(["M"], { price: "ten", stock_quantity: "1.5", weight_grams: "-1" })], "EUR");
    expect(errors).toEqual({ M: { price: "Enter an amount like 19.90.", stock_quantity: "A whole number.", weight_grams: "Whole grams." } });
  });

  it("finds the cells a refusal speaks of and leaves the rest", () => {
    const drafts = [variant(["S"]), variant(["M"])];
    const fields = { "variants.1.price.amount": ["Not below zero."], "variants.1.sku": ["Taken."], "variants.9.sku": ["?"], title: ["Needed."] };
    expect(serverCellErrors(fields, drafts)).toEqual({ cells: { M: { price: "Not below zero.", sku: "Taken." } }, rest: { "variants.9.sku": ["?"], title: ["Needed."] } });
  });
});
