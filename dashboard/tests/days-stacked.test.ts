import { describe, expect, it } from "vitest";
import { daysStacked } from "@/features/ai-ledger/days-stacked";

describe("costs by day", () => {
  it("stacks purposes as percent of the dearest day, oldest day first", () => {
    const chart = daysStacked([
      { on: "2026-08-02", purpose: "product_text", cost_usd: "0.030000" },
      { on: "2026-08-02", purpose: "seo", cost_usd: "0.010000" },
      { on: "2026-08-01", purpose: "seo", cost_usd: "0.020000" },
    ]);

    expect(chart.purposes).toEqual(["product_text", "seo"]);
    expect(chart.days.map(({ on, total }) => [on, Number(total.toFixed(6))])).toEqual([["2026-08-01", 0.02], ["2026-08-02", 0.04]]);
    expect(chart.days[1]?.parts.map(({ share }) => Math.round(share))).toEqual([75, 25]);
  });

  it("says nothing of nothing and divides by no zero", () => {
    expect(daysStacked([])).toEqual({ purposes: [], days: [] });
    expect(daysStacked([{ on: "2026-08-01", purpose: "a", cost_usd: "0" }]).days[0]?.parts[0]?.share).toBe(0);
  });
});
