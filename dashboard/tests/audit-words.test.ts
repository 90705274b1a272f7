import { describe, expect, it } from "vitest";
import { changesOf, verbWords } from "@/features/audit/change-words";
import { agentWords } from "@/features/security/agent-words";
import { permissionRows } from "@/features/team/permission-words";

const units = { currency: "EUR", timeZone: "Europe/Berlin" };

describe("the audit log in words", () => {
  it("shows each field once, with what it was and became", () => {
    expect(changesOf({ role: "Viewer" }, { role: "Staff", is_asked: true }, units)).toEqual([
      { field: "role", before: "Viewer", after: "Staff" },
      { field: "asked", before: null, after: "yes" },
    ]);
    expect(changesOf(null, { scopes: ["a", "b"], note: "", kind: "FREE_SHIPPING", code: "SUMMER" }, units)).toEqual([
      { field: "scopes", before: null, after: "a, b" },
      { field: "kind", before: null, after: "free shipping" },
      { field: "code", before: null, after: "SUMMER" },
    ]);
    expect(changesOf(null, null, units)).toEqual([]);
    expect(changesOf({ product_ids: [], collection_ids: [] }, { product_ids: ["0199", "019a"], collection_ids: [] }, units)).toEqual([
      { field: "products", before: "–", after: "2" },
      { field: "collections", before: "–", after: "–" },
    ]);
    expect(changesOf(null, { product_ids: [], tags: [] }, units)).toEqual([]);
  });

  it("writes money, shares and times as people do", () => {
    const before = { amount_minor: 500, percent_milli: null, margin_basis_points: 1250, ends_at: "" };
    const after = { amount_minor: null, percent_milli: 12_500, margin_basis_points: 800, ends_at: "2026-11-30T23:00:00Z" };
    expect(changesOf(before, after, units)).toEqual([
      { field: "amount", before: "€5.00", after: "–" },
      { field: "percent", before: "–", after: "12.5 %" },
      { field: "margin", before: "12.5 %", after: "8 %" },
      { field: "ends", before: "–", after: "1 Dec 2026, 00:00" },
    ]);
    expect(changesOf(null, { total_minor: 1990 }, { ...units, currency: "JPY" })[0]?.after).toBe("JP¥1,990");
  });

  it("reads verbs", () => {
    expect(verbWords("member.role_changed")).toBe("Member: role changed");
    expect(verbWords("api_key")).toBe("Api key");
  });
});

describe("permissions in words", () => {
  it("stand one row an area, seeing before changing", () => {
    expect(permissionRows(["orders.refund", "orders.write", "orders.read", "moon.walk", "products.read"])).toEqual([
      { area: "products", label: "Products and collections", permissions: [{ name: "products.read", verb: "see" }] },
      {
        area: "orders",
        label: "Orders",
        permissions: [
          { name: "orders.read", verb: "see" },
          { name: "orders.write", verb: "change" },
          { name: "orders.refund", verb: "refund" },
        ],
      },
      { area: "moon", label: "moon", permissions: [{ name: "moon.walk", verb: "walk" }] },
    ]);
  });
});

describe("devices in words", () => {
  it.each([
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1", "Safari on iOS"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    ["curl/8.0", "curl/8.0"],
    ["", "Unknown device"],
  ])("%s", (agent, words) => expect(agentWords(agent)).toBe(words));
});
