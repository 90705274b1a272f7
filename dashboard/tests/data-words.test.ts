import { describe, expect, it } from "vitest";
import type { Export } from "@/features/analytics/analytics-api";
import { newestOf } from "@/features/data/data-words";

function file(kind: Export["kind"], state: Export["state"], path: string): Export {
  const at = "2026-11-23T10:00:00Z";
  return { id: `${kind}-${state}`, kind, state, path, rows: 1, first: "2026-11-01", last: "2026-11-23", created_at: at, expires_at: at };
}

describe("the files of your data", () => {
  it("are the newest of a kind that are made or being made", () => {
    const files = [file("ORDERS", "EXPIRED", ""), file("CATALOG", "QUEUED", ""), file("CATALOG", "READY", "/api/v1/downloads/a"), file("ORDERS", "READY", "/api/v1/downloads/b")];
    expect(newestOf(files, "CATALOG")?.state).toBe("QUEUED");
    expect(newestOf(files, "ORDERS")?.path).toBe("/api/v1/downloads/b");
    expect(newestOf(files, "CUSTOMERS")).toBeUndefined();
  });
});
