import { describe, expect, it } from "vitest";
import { discountBody, discountSchema, discountValues } from "@/features/discounts/discount-values";
import { rateDraft, zoneBody, zoneDraft } from "@/features/shipping/zone-drafts";

describe("a discount as typed", () => {
  const typed = { ...discountValues(undefined), code: "spring", percentage: "12,5" };

  it("becomes what the API takes; empty fields become null", () => {
    expect(discountBody(typed, "EUR")).toMatchObject({ code: "spring", kind: "PERCENTAGE", percentage: "12.5", amount: null, usage_limit: null, starts_at: null });
    expect(discountBody({ ...typed, kind: "AMOUNT", amount: "5,00", usage_limit: "10" }, "EUR")).toMatchObject({ percentage: null, amount: { amount: "5.00", currency: "EUR" }, usage_limit: 10 });
  });

  it("is refused where it gives nothing", () => {
    const wrong = (change: object) => discountSchema("EUR").safeParse({ ...typed, ...change }).success;
    expect([{}, { percentage: "0" }, { percentage: "101" }, { code: "a b" }, { kind: "AMOUNT" }, { usage_limit: "0" }].map(wrong)).toEqual([true, false, false, false, false, false]);
  });
});

describe("a zone as typed", () => {
  it("sends steps by weight in grams and by goods as money", () => {
    const rate = { ...rateDraft(), name: "Post", bands: [{ upTo: "500", price: "3,00" }, { upTo: "", price: "9.00" }] };
    const draft = { ...zoneDraft(), name: " Home ", countries: ["DE"], rates: [{ ...rate, kind: "BY_WEIGHT" as const }, { ...rate, kind: "BY_PRICE" as const }] };
    const { name, rates } = zoneBody(draft, "EUR");
    const price = { amount: "3.00", currency: "EUR" };
    expect(name).toBe("Home");
    expect(rates?.[0]).toMatchObject({ price: null, bands: [{ up_to_grams: 500, up_to: null, price }, { up_to_grams: null, up_to: null }] });
    expect(rates?.[1]).toMatchObject({ bands: [{ up_to_grams: null, up_to: { amount: "500.00", currency: "EUR" }, price }, { up_to: null }] });
  });

  it("names no country for the rest of the world", () => {
    expect(zoneBody({ ...zoneDraft(), isRestOfWorld: true, countries: ["DE"] }, "EUR").countries).toEqual([]);
  });
});
