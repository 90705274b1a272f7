import { describe, expect, it } from "vitest";
import type { MerchantPlan } from "@/features/plan/plan-api";
import { countOf, daysUntil, planWord } from "@/features/plan/plan-words";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const day = (count: number) => new Date(NOW + count * 86_400_000).toISOString();
const plan = (changes: Partial<MerchantPlan>): MerchantPlan =>
  ({ state: "TRIAL", trial_ends_at: day(14), grace_ends_at: null, suspended_at: null, is_card_needed: false, is_subscribed: false, ...changes }) as MerchantPlan;

describe("planWord", () => {
  it("says nothing of a trial that is young, or followed by a plan", () => {
    expect(planWord(plan({}), NOW)).toBeNull();
    expect(planWord(plan({ trial_ends_at: day(2), is_subscribed: true }), NOW)).toBeNull();
    expect(planWord(plan({ state: "ACTIVE" }), NOW)).toBeNull();
  });

  it("counts the trial's last week", () => {
    expect(planWord(plan({ trial_ends_at: day(3) }), NOW)?.text).toBe("Your trial ends in 3 days. Choose a plan to go on selling.");
    expect(planWord(plan({ trial_ends_at: day(0.3) }), NOW)?.text).toBe("Your trial ends within a day. Choose a plan to go on selling.");
  });

  it("puts the bank's question and a closed shop first", () => {
    expect(planWord(plan({ state: "PAST_DUE", is_card_needed: true }), NOW)?.action).toBe("Confirm it");
    expect(planWord(plan({ state: "LIMITED", suspended_at: day(-1) }), NOW)?.action).toBe("Pay now");
    expect(planWord(plan({ state: "PAST_DUE", grace_ends_at: day(5) }), NOW)?.text).toContain("5 more days");
  });
});

describe("numbers", () => {
  it("rounds days up and never below nothing", () => {
    expect([daysUntil(day(1.2), NOW), daysUntil(day(-4), NOW)]).toEqual([2, 0]);
  });

  it("writes limits for people", () => {
    expect([countOf(null), countOf(10_000)]).toEqual(["Unlimited", "10,000"]);
  });
});
