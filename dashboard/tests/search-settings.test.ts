import { describe, expect, it } from "vitest";
import { stepsOf } from "@/features/home/readiness-words";
import { savedWords } from "@/features/seo/redirect-words";
import { filledDescription, filledTitle, ruleFaults, rulesOf } from "@/features/seo/template-words";
import { changesOf, colourOf, lookOf } from "@/features/settings/appearance-words";

const marks = { title: "Rain {shop} $& Coat", shop: "Meadow", vendor: "", description: "Keeps the rain outside. Really." };

describe("templates", () => {
  it("SEO-10 fills titles as the shop does", () => {
    expect(filledTitle("{title} – {shop}", marks)).toBe("Rain {shop} $& Coat – Meadow");
    expect(filledTitle("{vendor} | {title}", marks)).toBe("Rain {shop} $& Coat");
  });

  it("SEO-10 gives the product's words the room that is left", () => {
    expect(filledDescription("{description}", marks)).toBe("Keeps the rain outside. Really.");
    const long = filledDescription("{description} Ships free.", { ...marks, description: "wool & linen ".repeat(40) });
    expect(long.length).toBeLessThanOrEqual(155);
    expect(long.endsWith("… Ships free.")).toBe(true);
  });
});

describe("robots", () => {
  it("SEO-02 names a refused rule by what stands there", () => {
    const rules = rulesOf(" /ok \n\n/\nno slash\n");
    expect(rules).toEqual(["/ok", "/", "no slash"]);
    expect(ruleFaults({ "robots_disallow.2": ["Give a path."], feed_brand: ["x"] }, rules)).toBe("“no slash”: Give a path.");
    expect(ruleFaults({ robots_disallow: ["At most 50 paths."] }, rules)).toBe("At most 50 paths.");
    expect(ruleFaults({}, rules)).toBeUndefined();
  });
});

describe("redirects", () => {
  it("SEO-04 says when a chain was flattened", () => {
    expect(savedWords("/new/", "/new")).toBe("Saved.");
    expect(savedWords("", "")).toBe("Saved.");
    expect(savedWords("/old", "/new")).toBe("Saved. /old leads on to /new, so this leads there at once.");
    expect(savedWords("/old", "")).toContain("is gone itself");
  });
});

describe("readiness", () => {
  const item = { code: "tax", is_done: false, is_needed: true, message: "", until: null };

  it("TEN-09 leads each item to the page that mends it", () => {
    const codes = ["email", "product", "shipping", "tax", "policies", "payouts", "sender", "plan", "look", "test_order"];
    const steps = stepsOf(codes.map((code) => ({ ...item, code })));
    expect(steps.map(({ path }) => path)).toEqual(["settings/account", "products", "settings/shipping", "settings/tax", "pages", "settings/payouts", "settings", "settings/plan", "settings/appearance", null]);
    expect(steps.every(({ title, hint }) => title !== "" && hint !== "")).toBe(true);
  });

  it("TEN-09 prefers what the server says is missing, and shows what it does not know", () => {
    const [policies, plan, other] = stepsOf([
      { ...item, code: "policies", message: "Not published: imprint." },
      { ...item, code: "plan", until: "2026-12-07T10:00:00Z" },
      { ...item, code: "brand_new" },
    ]);
    expect(policies?.hint).toBe("Not published: imprint.");
    expect(plan?.hint).toContain("The trial ends on 7 Dec.");
    expect(other?.title).toBe("brand new");
  });
});

describe("appearance", () => {
  const settings = [
    { key: "color_brand", label: "Brand", type: "color", value: "#111111", default: "#14504a" },
    { key: "logo_text", label: "Logo", type: "text", value: "", default: "" },
  ];

  it("sends what changed, and gives the theme its own values back", () => {
    const look = lookOf(settings);
    expect(changesOf(settings, look)).toEqual({});
    expect(changesOf(settings, { ...look, color_brand: "#14504a", logo_text: "Meadow" })).toEqual({ color_brand: null, logo_text: "Meadow" });
  });

  it("knows a colour that is still being written", () => {
    expect([colourOf("#ABCDEF"), colourOf("#abc"), colourOf("red")]).toEqual(["#abcdef", null, null]);
  });
});
