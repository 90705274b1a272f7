import { describe, expect, it } from "vitest";
import { dayText, historySentence, triggerText } from "@/features/email/email-words";
import { firstRule, ruleText } from "@/features/email/segment-words";

const name = (id: string) => (id === "s1" ? "Regulars" : "Segment");

describe("what begins a flow", () => {
  it.each([
    [{ type: "date", date: "calendar", on: "12-24" }, "A day comes: every 24 December"],
    [{ type: "date", date: "calendar", on: "2026-12-24" }, "A day comes: 24 December 2026"],
    [{ type: "date", date: "joined" }, "The yearly day they joined the list"],
    [{ type: "segment_entered", segment_id: "s1" }, "Somebody comes into a segment: Regulars"],
    [{ type: "price_dropped", least_percent: 15 }, "Something in a cart costs less, by 15% or more"],
    [{ type: "cart_abandoned", idle_minutes: 90 }, "A cart is left behind, for 1 hour 30 minutes"],
    [{ type: "order_paid" }, "An order is paid"],
  ] as const)("%j", (trigger, words) => {
    expect(triggerText(trigger, name)).toBe(words);
  });

  it("keeps text that is no day", () => {
    expect(dayText("13-45")).toBe("13-45");
  });
});

describe("what happened at a step", () => {
  it("says what was waited for, and what another program answered", () => {
    expect(historySentence("WAITED_OUT", "clicked")).toBe("It did not happen in time: they click in a mail of this flow");
    expect(historySentence("CALL_FAILED", "It answered 500.")).toBe("Another program could not be told: It answered 500.");
  });
});

describe("the rules of a segment", () => {
  it.each([
    [{ check: "orders_at_least", count: 1 }, "ordered at least once"],
    [{ check: "orders_at_most", count: 0 }, "never ordered"],
    [{ check: "not_ordered_for", days: 90 }, "has not ordered for 90 days"],
    [{ check: "has_tag", tag: "vip" }, "has the tag “vip”"],
  ])("%j", (rule, words) => {
    expect(ruleText(rule)).toBe(words);
  });

  it("begin with the fields their check needs, and no others", () => {
    expect(["is_subscribed", "has_tag", "country_is", "ordered_within"].map((check) => Object.keys(firstRule(check)))).toEqual([["check"], ["check", "tag"], ["check", "country"], ["check", "days"]]);
  });
});
