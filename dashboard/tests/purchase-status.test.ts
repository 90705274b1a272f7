import { describe, expect, it } from "vitest";
import { clockLabel } from "@/features/purchases/purchase-status";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("the clock of an exception", () => {
  it.each([
    ["2026-11-23T12:40:00Z", "40 min left", false],
    ["2026-11-24T11:00:00Z", "23 h left", false],
    ["2026-11-27T12:00:00Z", "4 days left", false],
    ["2026-11-23T11:30:00Z", "30 min late", true],
    ["2026-11-20T12:00:00Z", "3 days late", true],
  ])("says of %s: %s", (due, text, isLate) => {
    expect(clockLabel(due, NOW)).toEqual({ text, isLate });
  });

  it("says nothing where no clock runs", () => {
    expect(clockLabel(null, NOW)).toBeNull();
  });
});
