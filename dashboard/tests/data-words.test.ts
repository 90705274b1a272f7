import { describe, expect, it } from "vitest";
import type { Export } from "@/features/analytics/analytics-api";
import { contentsOf, newestArchive, newestOf } from "@/features/data/data-words";
import { formatBytes } from "@/lib/format/bytes";

function file(kind: Export["kind"], state: Export["state"], path: string): Export {
  const at = "2026-11-23T10:00:00Z";
  return { id: `${kind}-${state}`, kind, state, path, rows: 1, size_bytes: 0, progress: 0, pictures: 0, pictures_missing: 0, failure: "", first: "2026-11-01", last: "2026-11-23", created_at: at, expires_at: at };
}


describe("the files of your data", () => {
  it("are the newest of a kind that are made or being made", () => {
    const files = [file("ORDERS", "EXPIRED", ""), file("CATALOG", "QUEUED", ""), file("CATALOG", "READY", "/api/v1/downloads/a"), file("ORDERS", "READY", "/api/v1/downloads/b")];
    expect(newestOf(files, "CATALOG")?.state).toBe("QUEUED");
    expect(newestOf(files, "ORDERS")?.path).toBe("/api/v1/downloads/b");
    expect(newestOf(files, "CUSTOMERS")).toBeUndefined();
  });

  it("include an archive that could not be made, but none that is gone", () => {
    expect(newestArchive([file("EVERYTHING", "EXPIRED", ""), file("EVERYTHING", "READY", "/api/v1/downloads/c")])?.state).toBe("READY");
    expect(newestArchive([file("EVERYTHING", "FAILED", ""), file("EVERYTHING", "READY", "/api/v1/downloads/c")])?.state).toBe("FAILED");
    expect(newestArchive([file("EVERYTHING", "EXPIRED", ""), file("ORDERS", "QUEUED", "")])).toBeUndefined();
  });

  it("say what is in them", () => {
    expect(contentsOf({ ...file("EVERYTHING", "READY", "/x"), rows: 1204, pictures: 1, size_bytes: 12_400_000 })).toBe("1,204 rows · 1 picture · 12 MB");
    expect([0, 1, 999, 1000, 3_440_000, 999_600_000, 5_368_709_120].map(formatBytes)).toEqual(["0 bytes", "1 byte", "999 bytes", "1 KB", "3.4 MB", "1 GB", "5.4 GB"]);
  });
});
