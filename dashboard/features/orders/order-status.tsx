import { Badge, type Tone } from "@/components/ui/badge";
import type { FulfillmentStatus, OrderRow, PaymentStatus } from "@/lib/api/types";

type Look = { label: string; tone: Tone; mark: "full" | "ring" };

export const PAYMENT: Record<PaymentStatus, Look> = {
  PENDING: { label: "Payment pending", tone: "warn", mark: "ring" },
  PAID: { label: "Paid", tone: "good", mark: "full" },
  EXPIRED: { label: "Expired", tone: "neutral", mark: "full" },
  CANCELLED: { label: "Cancelled", tone: "neutral", mark: "full" },
  PARTIALLY_REFUNDED: { label: "Partly refunded", tone: "info", mark: "ring" },
  REFUNDED: { label: "Refunded", tone: "info", mark: "full" },
  ON_HOLD: { label: "On hold", tone: "bad", mark: "ring" },
};

export const FULFILLMENT: Record<FulfillmentStatus, Look> = {
  UNFULFILLED: { label: "To ship", tone: "copper", mark: "ring" },
  PARTIAL: { label: "Partly shipped", tone: "warn", mark: "ring" },
  FULFILLED: { label: "Shipped", tone: "good", mark: "full" },
};

const HOLDS: Record<string, string> = {
  amount_mismatch: "what was paid is not what is due",
  currency_mismatch: "it was paid in another currency",
  paid_after_expiry_out_of_stock: "it was paid after it had expired, and the goods are gone",
  paid_after_cancel: "it was paid after it had been cancelled",
};

/** Why an order is on hold, in words. */
export function holdWords(reason: string): string {
  return HOLDS[reason] ?? reason.replaceAll("_", " ");
}

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  const { label, tone, mark } = PAYMENT[status];
  return <Badge tone={tone} mark={mark}>{label}</Badge>;
}

const OVER = new Set<PaymentStatus>(["EXPIRED", "CANCELLED", "REFUNDED"]);
const PAYABLE = new Set<PaymentStatus>(["PENDING", "ON_HOLD"]);

/** Where the goods are. An order that fell through needs no shipping, an unpaid one not yet. */
export function FulfillmentBadge({ order }: { order: Pick<OrderRow, "payment_status" | "fulfillment_status"> & Partial<Pick<OrderRow, "delivery_status">> }) {
  if (order.delivery_status === "DELIVERED") return <Badge tone="good" mark="full">Delivered</Badge>;
  const isWaiting = order.fulfillment_status === "UNFULFILLED";
  if (isWaiting && OVER.has(order.payment_status)) return null;
  if (isWaiting && PAYABLE.has(order.payment_status)) return <Badge mark="ring">Not shipped</Badge>;
  const { label, tone, mark } = FULFILLMENT[order.fulfillment_status];
  return <Badge tone={tone} mark={mark}>{label}</Badge>;
}
