import { describe, expect, it } from "vitest";
import { safeNext, subdomainOf, SUBDOMAIN } from "@/features/auth/auth-schemas";
import { checkCsv, checkHtml, pageUrl } from "@/features/imports/file-rules";
import { activeItem, crumbsFor } from "@/features/navigation";
import { addressLines } from "@/features/orders/address-lines";
import { cleanHtml, plainText } from "@/features/products/clean-html";
import { tagsIn } from "@/features/products/product-values";
import { formatAgo, formatCalendarDay, formatDateTime, formatSeconds } from "@/lib/format/time";

describe("cleanHtml", () => {
  it.each([
    ["<p onclick=x()>Hi <b style='color:red'>there</b></p>", "<p>Hi <b>there</b></p>"],
    ["<script>alert(1)</script><p>a</p><style>p{}</style>", "<p>a</p>"],
    ["<a href='javascript:alert(1)'>x</a><a href='https://a.example/'>y</a>", '<a>x</a><a href="https://a.example/">y</a>'],
    ["<a href=' jav&#x09;ascript:alert(1)'>x</a>", "<a>x</a>"],
    ["<img src=x onerror=alert(1)><img src='data:image/svg+xml,<svg>'>", '<img src="x"><img>'],
    ["<svg><script>alert(1)</script></svg><math><mi>x</mi></math>ok", "ok"],
    ["<h1>T</h1><section><article><p>deep</p></article></section>", "<h2>T</h2><p>deep</p>"],
    ["<iframe srcdoc='<script>1</script>'></iframe><form><input></form>", ""],
  ])("%s", (dirty, clean) => {
    expect(cleanHtml(dirty)).toBe(clean);
  });

  it("gives the words alone for previews", () => {
    expect(plainText("<h2>Mug</h2><ul><li>Stone</li><li>Ware</li></ul><script>x</script>")).toBe("Mug Stone Ware");
  });
});

describe("addresses", () => {
  it("makes a subdomain of a shop's name", () => {
    expect(["Café Böhm & Co", "  Großer Laden! ", "Robin's", "日本"].map(subdomainOf)).toEqual(["cafe-bohm-co", "grosser-laden", "robins", ""]);
    expect(["ab", "-abc", "abc-", "ABC", "abc", "a-b"].map((name) => SUBDOMAIN.test(name))).toEqual([false, false, false, false, true, true]);
  });

  it("goes nowhere else after signing in", () => {
    const tries = ["/stores/1?x=1", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/a\u0009b", undefined];
    expect(tries.map(safeNext)).toEqual(["/stores/1?x=1", "/", "/", "/", "/", "/", "/"]);
  });

  it("reads addresses of pages as people type them", () => {
    expect(["shop.example/mug", " https://shop.example/a b", "https://shop.example/x", "nonsense", ""].map(pageUrl)).toEqual(["https://shop.example/mug", null, "https://shop.example/x", null, null]);
  });

  it("writes a postal address without gaps", () => {
    expect(addressLines({ name: "Maja", company: "", line1: "Storgatan 1", line2: "", postal_code: "211 42", city: "Malmö", state: "", country: "SE", phone: "" })).toEqual(["Maja", "Storgatan 1", "211 42 Malmö", "Sweden"]);
  });
});

describe("files", () => {
  it("are checked before they are sent", () => {
    expect(checkCsv(new File(["a"], "a.csv"))).toBeNull();
    expect(checkCsv(new File([], "a.csv"))).toBe("This file is empty.");
    expect(checkCsv(new File(["a"], "a.xlsx"))).toContain("not a CSV file");
    expect(checkCsv(new File([new Uint8Array(21 * 1024 * 1024)], "a.csv"))).toContain("larger than 20 MB");
    expect(checkHtml(new File(["a"], "page.html"))).toBeNull();
    expect(checkHtml(new File(["a"], "page.mhtml"))).toContain("HTML only");
  });
});

describe("time", () => {
  const now = Date.parse("2026-11-22T23:30:00Z");
  it("follows the store's zone, not the browser's", () => {
    expect(formatDateTime("2026-11-22T23:30:00Z", "Europe/Berlin")).toBe("23 Nov 2026, 00:30");
    expect(formatDateTime("2026-11-22T23:30:00Z", "America/New_York")).toBe("22 Nov 2026, 18:30");
    expect(formatDateTime("2026-11-22T23:30:00Z", "Not/AZone")).toBe("22 Nov 2026, 23:30");
  });

  it("says how long ago, then the day of the store", () => {
    expect(["2026-11-22T23:29:30Z", "2026-11-22T23:10:00Z", "2026-11-22T20:00:00Z", "2026-11-20T23:30:00Z"].map((at) => formatAgo(at, "Europe/Berlin", now))).toEqual(["just now", "20 min ago", "3 h ago", "21 Nov 2026"]);
    expect(formatCalendarDay("2026-11-22")).toBe("Sun 22");
    expect([0.84, 12.4, 59.9, 125].map(formatSeconds)).toEqual(["0.8 s", "12 s", "60 s", "2 min 05 s"]);
  });
});

describe("navigation", () => {
  it("finds the page's place and the way to it", () => {
    expect(["", "products/1", "settings", "settings/account", "unknown"].map((path) => activeItem(path)?.label)).toEqual(["Home", "Products", "Store", "Account", undefined]);
    expect(crumbsFor("products/1", "Mug")).toEqual([{ label: "Products", path: "products" }, { label: "Mug", path: null }]);
    expect(crumbsFor("imports/new", null)).toEqual([{ label: "Imports", path: "imports" }, { label: "Import products", path: null }]);
  });
});

describe("tags", () => {
  it("are cut at commas, once each", () => {
    expect(tagsIn(" summer, Sale ,, summer")).toEqual(["summer", "Sale"]);
  });
});
