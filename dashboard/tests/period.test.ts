import { describe, expect, it } from "vitest";
import { addDays, changeOf, lastDays, lengthOf, periodFrom, shareOf, todayIn } from "@/features/analytics/period";

describe("periods of a store's calendar", () => {
  it("names today by the store's clock", () => {
    const moment = new Date("2026-05-04T23:30:00Z");
    expect(todayIn("Europe/Berlin", moment)).toBe("2026-05-05");
    expect(todayIn("America/New_York", moment)).toBe("2026-05-04");
  });

  it("counts both ends and crosses months, leap days and the change of the clock", () => {
    expect(lastDays(7, "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(lengthOf({ from: "2026-03-01", to: "2026-03-31" })).toBe(31);
  });

  it.each([
    ["", ""],
    ["2026-05-09", "2026-05-01"],
    ["2020-01-01", "2026-05-01"],
    ["2026-13-45", "2026-05-01"],
    ["yesterday", "today"],
  ])("makes %s to %s the last 30 days", (from, to) => {
    expect(periodFrom(from, to, "2026-05-10")).toEqual({ from: "2026-04-11", to: "2026-05-10" });
  });

  it("compares only with something", () => {
    expect(changeOf("150.00", "100.00")).toBe(50);
    expect(changeOf("50.00", "100.00")).toBe(-50);
    expect(changeOf("50.00", "0.00")).toBeNull();
    expect(shareOf(1, 3)).toBe(33.3);
    expect(shareOf(0, 0)).toBe(0);
  });
});
