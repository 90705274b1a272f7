import { describe, expect, it } from "vitest";
import { dayIn, monthBeside, weeksOf } from "@/features/content/month";
import { wordDiff } from "@/features/seo/word-diff";

describe("the calendar", () => {
  it("has whole weeks from Monday on, with the days of the months beside", () => {
    const weeks = weeksOf("2026-11");
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[0]).toEqual({ date: "2026-10-26", number: 26, isInMonth: false });
    expect(weeks[0]?.[6]).toEqual({ date: "2026-11-01", number: 1, isInMonth: true });
    expect(weeks.flat().filter((day) => day.isInMonth)).toHaveLength(30);
  });
  it("knows the months beside, over the turn of a year", () => {
    expect(monthBeside("2026-12", 1)).toBe("2027-01");
    expect(monthBeside("2026-01", -1)).toBe("2025-12");
  });
  it("puts an instant on the shop's day", () => {
    expect(dayIn("2026-11-23T23:30:00Z", "Europe/Berlin")).toBe("2026-11-24");
    expect(dayIn("2026-11-23T23:30:00Z", "America/New_York")).toBe("2026-11-23");
  });
});

describe("the diff of two texts", () => {
  it("keeps what is the same and marks what came and went", () => {
    expect(wordDiff("A lamp of oak", "A calm lamp of oak wood")).toEqual([
      { kind: "same", text: "A " },
      { kind: "added", text: "calm " },
      { kind: "same", text: "lamp of oak" },
      { kind: "added", text: " wood" },
    ]);
    expect(wordDiff("", "New")).toEqual([{ kind: "added", text: "New" }]);
    expect(wordDiff("Old", "")).toEqual([{ kind: "removed", text: "Old" }]);
  });
});
