import { describe, expect, it } from "vitest";
import { currencyDecimals, formatMoney, formatPriceRange, isZero, parseMoney } from "@/lib/format/money";

describe("parseMoney", () => {
  it.each([
    ["19,90", "EUR", "19.90"],
    ["19.90", "EUR", "19.90"],
    ["19", "EUR", "19.00"],
    ["19,9", "EUR", "19.90"],
    [",5", "EUR", "0.50"],
    ["1.234,56", "EUR", "1234.56"],
    ["1,234.56", "USD", "1234.56"],
    ["1 234,50", "EUR", "1234.50"],
    ["1\u202f234,50", "EUR", "1234.50"],
    ["1.234", "EUR", "1234.00"],
    ["1,234,567", "USD", "1234567.00"],
    ["1'234.50", "CHF", "1234.50"],
    ["€ 19,90", "EUR", "19.90"],
    ["19.90 EUR", "EUR", "19.90"],
    ["007.50", "EUR", "7.50"],
    ["1500", "JPY", "1500"],
    ["1.500", "JPY", "1500"],
    ["1.234", "KWD", "1.234"],
    ["0", "EUR", "0.00"],
  ])("reads %s %s as %s", (input, currency, amount) => {
    expect(parseMoney(input, currency)).toEqual({ ok: true, amount });
  });

  it.each([
    ["", "EUR", "Enter an amount."],
    ["-5", "EUR", "The amount cannot be negative."],
    ["abc", "EUR", "Enter an amount like 19.90."],
    ["$20", "EUR", "Enter an amount like 19.90."],
    ["20 USD", "EUR", "Enter an amount like 19.90."],
    ["1.2.3", "EUR", "Enter an amount like 19.90."],
    ["1,2,3.5", "EUR", "Enter an amount like 19.90."],
    ["1.234,5,6", "EUR", "Enter an amount like 19.90."],
    ["0.123", "EUR", "At most 2 decimals."],
    ["19.9012", "EUR", "At most 2 decimals."],
    ["19.5", "JPY", "JPY has no decimals."],
    ["12345678901", "EUR", "The amount is too large."],
    ["1e5", "EUR", "Enter an amount like 19.90."],
  ])("refuses %j %s: %s", (input, currency, reason) => {
    expect(parseMoney(input, currency)).toEqual({ ok: false, reason });
  });

  it("never goes through a float", () => {
    expect(parseMoney("999999999,99", "EUR")).toEqual({ ok: true, amount: "999999999.99" });
  });
});

describe("formatting money", () => {
  it("knows the decimals of a currency and survives an unknown one", () => {
    expect([currencyDecimals("EUR"), currencyDecimals("JPY"), currencyDecimals("KWD"), currencyDecimals("??")]).toEqual([2, 0, 3, 2]);
  });

  it("writes one amount and a range", () => {
    expect(formatMoney({ amount: "1234.50", currency: "EUR" })).toBe("€1,234.50");
    const low = { amount: "5.00", currency: "EUR" };
    expect(formatPriceRange(low, { amount: "9.00", currency: "EUR" })).toBe("€5.00 – €9.00");
    expect(formatPriceRange(low, low)).toBe("€5.00");
    expect(formatPriceRange(null, null)).toBe("–");
  });

  it("recognises zero", () => {
    expect(isZero({ amount: "0.00", currency: "EUR" })).toBe(true);
    expect(isZero({ amount: "0.01", currency: "EUR" })).toBe(false);
  });
});
