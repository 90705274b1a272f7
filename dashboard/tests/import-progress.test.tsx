import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { canRetry, formatCost, headline, isPage, lacksPictures, percentOf, pollInterval, sourceName, stepSeconds } from "@/features/imports/import-progress";
import { StepList } from "@/features/imports/step-list";
import { confidencesOf } from "@/features/imports/preview-card";
import type { ImportStatus, ImportStep } from "@/lib/api/types";

afterEach(cleanup);

const job = (status: ImportStatus, total: number, done: number, failed = 0, percent = 0) => ({ status, progress: { total, done, failed, percent } });

describe("IMP-04 the state of an import in words", () => {
  it.each([
    [job("QUEUED", 0, 0), "Waiting for its turn"],
    [job("RUNNING", 0, 0), "Looking at the source…"],
    [job("RUNNING", 12, 3, 1), "Importing: 4 of 12 products"],
    [job("SUCCEEDED", 1, 1), "1 product imported"],
    [job("SUCCEEDED", 0, 0), "Done; there was nothing to import"],
    [job("PARTIAL", 12, 10, 2), "10 products imported, 2 failed"],
    [job("FAILED", 1, 0, 1), "Nothing was imported"],
    [job("CANCELLED", 12, 3), "Cancelled after 3 products"],
    [job("CANCELLED", 12, 0), "Cancelled before anything was imported"],
  ])("%o: %s", (state, words) => {
    expect(headline(state)).toBe(words);
  });

  it("asks every second while it moves and never after its end", () => {
    expect(["QUEUED", "RUNNING"].map((status) => pollInterval(status as ImportStatus))).toEqual([1000, 1000]);
    expect(["SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"].map((status) => pollInterval(status as ImportStatus))).toEqual([false, false, false, false]);
    expect(pollInterval(undefined)).toBe(false);
  });

  it("offers another try only where something failed", () => {
    const offered = (["QUEUED", "RUNNING", "SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"] as const).filter((status) => canRetry({ status, errors: [] }));
    expect(offered).toEqual(["PARTIAL", "FAILED"]);
  });

  it("offers the pictures again where everything else was made (IMP-08)", () => {
    const failed = [{ code: "image_failed", message: "The host does not answer." }];
    expect(lacksPictures({ status: "SUCCEEDED", errors: failed })).toBe(true);
    expect(canRetry({ status: "SUCCEEDED", errors: failed })).toBe(true);
    expect(canRetry({ status: "SUCCEEDED", errors: [{ code: "image_refused", message: "Too large." }] })).toBe(false);
    expect(lacksPictures({ status: "PARTIAL", errors: failed })).toBe(false);
  });

  it("fills the bar only within its ends", () => {
    expect([percentOf(job("RUNNING", 4, 1, 0, 140)), percentOf(job("RUNNING", 4, 1, 0, -3)), percentOf(job("SUCCEEDED", 4, 4, 0, 99))]).toEqual([100, 0, 100]);
  });
});

describe("time and cost of steps", () => {
  const start = Date.parse("2026-11-22T10:00:00Z");
  it("counts up while a step runs and keeps the API's figure afterwards", () => {
    expect(stepSeconds({ status: "RUNNING", seconds: null, started_at: "2026-11-22T10:00:00Z" }, start + 2500)).toBe(2.5);
    expect(stepSeconds({ status: "SUCCEEDED", seconds: 7.25, started_at: "2026-11-22T10:00:00Z" }, start + 99_000)).toBe(7.25);
    expect(stepSeconds({ status: "RUNNING", seconds: null, started_at: "2026-11-22T10:00:00Z" }, start - 4000)).toBe(0);
  });

  it("writes fractions of a cent and leaves free steps without a price", () => {
    expect(formatCost({ amount: "0.0123", currency: "USD" })).toBe("US$0.0123");
    expect(formatCost({ amount: "0.000012", currency: "USD" })).toBe("under US$0.0001");
    expect(formatCost({ amount: "0.00", currency: "USD" })).toBeNull();
  });

  it("shows each step's state to eyes and to screen readers", () => {
    const step = (name: ImportStep["name"], status: ImportStep["status"], message = ""): ImportStep => ({ name, status, message, started_at: null, finished_at: null, seconds: status === "SUCCEEDED" ? 1.5 : null, cost: { amount: "0.00", currency: "USD" } });
    render(<StepList steps={[step("fetch", "SUCCEEDED"), step("extract", "FAILED", "No product on this page."), step("rewrite", "SKIPPED"), step("images", "PENDING")]} />);
    const items = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(items).toEqual(["Fetch done1.5 s", "Read failedNo product on this page.", "Rewrite left outleft out", "Pictures waitingCopy and resize them"]);
  });
});

describe("sources and previews", () => {
  it("shortens pages and leaves files", () => {
    expect(sourceName("https://www.shop.example/products/blue-mug?variant=4")).toBe("shop.example › blue-mug");
    expect(sourceName("apparel.csv")).toBe("apparel.csv");
    expect(["https://a.example/x", "javascript:alert(1)", "apparel.csv"].map(isPage)).toEqual([true, false, false]);
  });

  it("names the fields it is sure of", () => {
    expect(confidencesOf({ price: 1, url_of: 0.5 })).toEqual([{ label: "Price", percent: 100 }, { label: "url of", percent: 50 }]);
  });
});
