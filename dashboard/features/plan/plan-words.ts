import type { Tone } from "@/components/ui/badge";
import type { MerchantPlan, Plan } from "@/features/plan/plan-api";

const RESOURCES: Record<string, string> = {
  stores: "Stores",
  products: "Products",
  members: "Team members",
  ai_credits: "AI credits this month",
};
const NUMBERS = new Intl.NumberFormat("en-GB");

export function resourceWord(resource: string): string {
  return RESOURCES[resource] ?? resource;
}

export function countOf(value: number | null): string {
  return value === null ? "Unlimited" : NUMBERS.format(value);
}

/** What a plan includes, a line each, for its card. */
export function planLines(plan: Plan): string[] {
  const { stores, products, members, ai_credits: credits } = plan.limits;
  return [
    `${countOf(stores ?? null)} ${stores === 1 ? "store" : "stores"}`,
    `${countOf(products ?? null)} products`,
    `${countOf(members ?? null)} team members`,
    `${countOf(credits ?? null)} AI credits a month`,
  ];
}

export const STATES: Record<MerchantPlan["state"], { word: string; tone: Tone; mark: "full" | "ring" }> = {
  TRIAL: { word: "Trial", tone: "info", mark: "ring" },
  ACTIVE: { word: "Active", tone: "good", mark: "full" },
  PAST_DUE: { word: "Payment due", tone: "warn", mark: "ring" },
  LIMITED: { word: "Limited", tone: "bad", mark: "ring" },
  PAUSED: { word: "Paused", tone: "bad", mark: "ring" },
  CANCELLED: { word: "Ended", tone: "bad", mark: "ring" },
};

/** Whole days from `now` until a moment, at least 0: "today" is 0. */
export function daysUntil(iso: string, now: number = Date.now()): number {
  return Math.max(0, Math.ceil((new Date(iso).getTime() - now) / 86_400_000));
}

export type PlanWord = { tone: "info" | "warn" | "bad"; text: string; action: string };

/** What every page must say about the plan, or null. The trial is mentioned in its last week only. */
export function planWord(plan: MerchantPlan, now: number = Date.now()): PlanWord | null {
  if (plan.is_card_needed) return { tone: "warn", text: "Your bank asks you to confirm the payment of your plan.", action: "Confirm it" };
  if (plan.suspended_at !== null) return { tone: "bad", text: "Your shop is closed because an invoice is not paid. Nothing is lost: it opens again with the payment.", action: "Pay now" };
  switch (plan.state) {
    case "TRIAL": {
      if (plan.trial_ends_at === null || plan.is_subscribed) return null;
      const days = daysUntil(plan.trial_ends_at, now);
      if (days > 7) return null;
      const left = days <= 1 ? "ends within a day" : `ends in ${days} days`;
      return { tone: "info", text: `Your trial ${left}. Choose a plan to go on selling.`, action: "Choose a plan" };
    }
    case "PAST_DUE": {
      const until = plan.grace_ends_at === null ? "" : ` Everything works for ${daysUntil(plan.grace_ends_at, now)} more days.`;
      return { tone: "warn", text: `The last payment of your plan did not go through.${until}`, action: "Settle it" };
    }
    case "LIMITED":
      return { tone: "bad", text: "An invoice is open: nothing new can be added until it is paid.", action: "Pay now" };
    case "PAUSED":
      return { tone: "bad", text: "Your trial has ended and your shop is paused. Nothing is lost: choose a plan and it opens again.", action: "Choose a plan" };
    case "CANCELLED":
      return { tone: "bad", text: "Your plan has ended and your shop is closed. Your data can be viewed and exported.", action: "Choose a plan" };
    default:
      return null;
  }
}
