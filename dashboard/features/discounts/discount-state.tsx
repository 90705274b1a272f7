import { Badge, type Tone } from "@/components/ui/badge";
import type { Discount } from "@/features/discounts/discount-api";
import { formatMoney } from "@/lib/format/money";

export const STATES: Record<Discount["state"], { label: string; tone: Tone }> = {
  ACTIVE: { label: "Active", tone: "good" },
  SCHEDULED: { label: "Scheduled", tone: "info" },
  ENDED: { label: "Ended", tone: "neutral" },
  USED_UP: { label: "Used up", tone: "warn" },
  OFF: { label: "Off", tone: "neutral" },
};

export function DiscountStateBadge({ state }: { state: Discount["state"] }) {
  const { label, tone } = STATES[state];
  return <Badge tone={tone} mark={state === "ACTIVE" ? "full" : "ring"}>{label}</Badge>;
}

/** What a code gives, in a few words. */
export function discountGives(discount: Discount): string {
  if (discount.kind === "FREE_SHIPPING") return "Free shipping";
  if (discount.kind === "AMOUNT") return discount.amount === null ? "" : `${formatMoney(discount.amount)} off`;
  return `${discount.percentage} % off`;
}
