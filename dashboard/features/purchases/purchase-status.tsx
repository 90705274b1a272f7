import { Badge, type Tone } from "@/components/ui/badge";
import type { PurchaseFix, PurchaseRow, PurchaseStatus } from "@/features/purchases/purchase-api";

type Look = { label: string; tone: Tone; mark: "full" | "ring" };

export const PURCHASE: Record<PurchaseStatus, Look> = {
  HELD: { label: "On hold", tone: "copper", mark: "ring" },
  READY: { label: "Waiting to be placed", tone: "copper", mark: "ring" },
  PLACING: { label: "Being placed", tone: "info", mark: "ring" },
  PLACED: { label: "Placed, unpaid", tone: "warn", mark: "ring" },
  PAID: { label: "Bought", tone: "info", mark: "full" },
  SHIPPED: { label: "Shipped", tone: "good", mark: "ring" },
  DELIVERED: { label: "Delivered", tone: "good", mark: "full" },
  FAILED: { label: "Failed", tone: "bad", mark: "full" },
  CANCELLED: { label: "Cancelled", tone: "neutral", mark: "full" },
};

export const REASON: Record<string, string> = {
  ADDRESS: "The address was not accepted",
  OUT_OF_STOCK: "Out of stock",
  METHOD_GONE: "The delivery method is gone",
  BUYER_BLOCKED: "The supplier blocks this account",
  PAYMENT: "Created, not paid",
  PRODUCT_GONE: "The product is gone",
  NOT_SOLD_THERE: "Not sold to this country",
  NOT_CONNECTED: "Supplier not connected",
  CONNECTION_EXPIRED: "The connection has ended",
  UNCERTAIN: "It is not known whether it was bought",
  ALREADY_ORDERED: "The supplier says it was ordered already",
  CLOSED_BY_SUPPLIER: "The supplier closed it",
  ORDER_CANCELLED: "The order was cancelled after it was bought",
  ORDER_CHANGED: "The order wants less than was bought",
  BELOW_FLOOR: "Held: it costs too much now",
  OTHER: "Refused by the supplier",
};

export const FIX: Record<PurchaseFix, string> = {
  RETRY: "Try again",
  EDIT_ADDRESS: "Edit address",
  CHOOSE_OFFER: "Choose another offer",
  BUY_ANYWAY: "Buy anyway",
  REFUND: "Refund the order",
  KEEP: "Leave it as it is",
  MARK_BOUGHT: "Bought by hand",
  CANCEL: "Do not buy",
};

const HELD_BY_PRICE: Look = { label: "Held", tone: "warn", mark: "ring" };

export function PurchaseBadge({ purchase }: { purchase: Pick<PurchaseRow, "status" | "exception_reason"> }) {
  const { label, tone, mark } = purchase.exception_reason === "BELOW_FLOOR" ? HELD_BY_PRICE : PURCHASE[purchase.status];
  return <Badge tone={tone} mark={mark}>{label}</Badge>;
}

/** How long is left to look at an exception, or for how long it is late. */
export function clockLabel(due: string | null, now: number): { text: string; isLate: boolean } | null {
  if (due === null) return null;
  const minutes = Math.round((new Date(due).getTime() - now) / 60_000);
  const size = Math.abs(minutes);
  const span = size < 60 ? `${size} min` : size < 2880 ? `${Math.round(size / 60)} h` : `${Math.round(size / 1440)} days`;
  return minutes < 0 ? { text: `${span} late`, isLate: true } : { text: `${span} left`, isLate: false };
}
