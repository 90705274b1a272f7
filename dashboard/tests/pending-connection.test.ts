import { describe, expect, it } from "vitest";
import { pendingRead } from "@/features/suppliers/pending-connection";

describe("a connection that was begun", () => {
  it("is read back as it was written", () => {
    expect(pendingRead(JSON.stringify({ storeId: "a", provider: "ALIEXPRESS" }))).toEqual({ storeId: "a", provider: "ALIEXPRESS" });
  });

  it.each([null, "", "{", "1", "null", "[]", JSON.stringify({ storeId: 1, provider: "CJ" })])("is nothing when it says %j", (text) => {
    expect(pendingRead(text)).toBeNull();
  });
});
