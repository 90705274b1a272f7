import type { SegmentRule } from "@/features/email/email-api";

export const RULES: Record<string, string> = {
  is_subscribed: "is on the list",
  has_tag: "has the tag",
  has_no_tag: "does not have the tag",
  country_is: "lives in",
  orders_at_least: "ordered at least so often",
  orders_at_most: "ordered at most so often",
  ordered_within: "ordered within so many days",
  not_ordered_for: "has not ordered for so many days",
};

/** Returns a rule as it begins, with the fields its check needs. */
export function firstRule(check: string): SegmentRule {
  if (check === "has_tag" || check === "has_no_tag") return { check, tag: "tag" };
  if (check === "country_is") return { check, country: "DE" };
  if (check.startsWith("orders_at")) return { check, count: 1 };
  return check === "is_subscribed" ? { check } : { check, days: 30 };
}

/** A rule in words: "has the tag “vip”", "ordered within 30 days". */
export function ruleText(rule: SegmentRule): string {
  const { check, tag = "", country = "", count = 0, days = 0 } = rule;
  switch (check) {
    case "has_tag": return `has the tag “${tag}”`;
    case "has_no_tag": return `does not have the tag “${tag}”`;
    case "country_is": return `lives in ${country}`;
    case "orders_at_least": return `ordered at least ${count === 1 ? "once" : `${count} times`}`;
    case "orders_at_most": return count === 0 ? "never ordered" : `ordered at most ${count === 1 ? "once" : `${count} times`}`;
    case "ordered_within": return `ordered within ${days} ${days === 1 ? "day" : "days"}`;
    case "not_ordered_for": return `has not ordered for ${days} ${days === 1 ? "day" : "days"}`;
    default: return RULES[check] ?? check;
  }
}
