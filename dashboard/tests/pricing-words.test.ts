import { describe, expect, it } from "vitest";
import { mergedValues, renamable, renamesOf, type SourceProduct } from "@/features/imports/pick-values";
import { checkFeed } from "@/features/imports/file-rules";
import { basisPoints, percentText, writerWords } from "@/features/pricing/pricing-words";
import { numberChanges, textChanges } from "@/features/products/history-words";

const eur = (amount: string) => ({ amount, currency: "EUR" });

describe("PRC-03: a margin as typed", () => {
  it.each([["25", 2500], ["12,5", 1250], ["12.05 %", 1205], ["0", 0], ["95", 9500], [" 7% ", 700]])("reads %s", (text, points) => {
    expect(basisPoints(text)).toBe(points);
  });
  it.each(["", "95.01", "100", "-1", "1.234", "a lot", "1e1"])("refuses %j", (text) => {
    expect(basisPoints(text)).toBeNull();
  });
  it("writes what it reads", () => {
    expect([0, 2500, 1205, 1250].map((points) => basisPoints(percentText(points)))).toEqual([0, 2500, 1205, 1250]);
  });
});

describe("PRC-01: a history from old to new", () => {
  const same = { price_before: eur("10.00"), price_after: eur("10.00"), cost_before: eur("5.00"), cost_after: eur("5.00"), stock_before: null, stock_after: null, floor: null, is_refused: false };

  it("names only what is another one", () => {
    expect(numberChanges({ ...same, price_after: eur("12.00"), stock_before: 3, stock_after: 0 })).toEqual([
      { name: "Price", before: "€10.00", after: "€12.00" },
      { name: "Stock", before: "3", after: "0" },
    ]);
    expect(numberChanges({ ...same, cost_before: null })[0]).toEqual({ name: "Cost", before: "–", after: "€5.00" });
  });
  it("says of a refused price what would have been the least", () => {
    expect(numberChanges({ ...same, is_refused: true, price_after: eur("4.00"), floor: eur("6.25") })).toEqual([{ name: "Price, at least €6.25", before: "€10.00", after: "€4.00" }]);
  });
  it("shows lists and empty texts as words", () => {
    expect(textChanges({ tags: { before: [], after: ["oak", "lamp"] }, title: { before: "", after: "Lamp" } })).toEqual([
      { name: "Tags", before: "–", after: "oak, lamp" },
      { name: "Title", before: "–", after: "Lamp" },
    ]);
  });
  it("says who wrote it", () => {
    expect(writerWords({ writer: "SYNC", label: "ALIEXPRESS" })).toBe("Supplier check · ALIEXPRESS");
    expect(writerWords({ writer: "PERSON", label: "" })).toBe("A person");
  });
});

describe("IMP-06: names of a supplier's options", () => {
  it("sends only what is really another name", () => {
    expect(renamesOf({ Color: { name: " Colour ", values: { Red: "Ruby", Blue: "Blue", Green: " " } }, Size: { name: "Size", values: {} } })).toEqual([{ option: "Color", name: "Colour", values: { Red: "Ruby" } }]);
    expect(renamesOf({ Color: { name: "", values: { Red: "Ruby" } } })).toEqual([{ option: "Color", values: { Red: "Ruby" } }]);
  });
  it("tells which values become one", () => {
    expect(mergedValues(["Black", "Blk", "Red"], { Blk: "Black" })).toEqual(["Black"]);
    expect(mergedValues(["Black", "Red"], {})).toEqual([]);
  });
  it("leaves the place of dispatch out", () => {
    const options = [{ name: "Color", values: ["Red"] }, { name: "Ships From ", values: ["China"] }];
    expect(renamable({ options } as SourceProduct).map(({ name }) => name)).toEqual(["Color"]);
  });
});

describe("IMP-02: a feed as a file", () => {
  it("takes XML, TSV and CSV and names what is wrong with others", () => {
    for (const name of ["feed.xml", "feed.TSV", "feed.csv", "feed.txt"]) expect(checkFeed(new File(["x"], name))).toBeNull();
    expect(checkFeed(new File(["x"], "feed.pdf", { type: "application/pdf" }))).toMatch(/not a feed/);
    expect(checkFeed(new File([], "feed.xml"))).toMatch(/empty/);
  });
});
