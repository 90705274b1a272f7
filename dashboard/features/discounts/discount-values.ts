import { z } from "zod";
import type { Discount, DiscountBody } from "@/features/discounts/discount-api";
import { parseMoney } from "@/lib/format/money";

const KINDS = ["PERCENTAGE", "AMOUNT", "FREE_SHIPPING"] as const;
export type DiscountKind = (typeof KINDS)[number];

/** What the form holds: texts as typed, checked when saved. */
export function discountSchema(currency: string) {
  const money = (text: string) => text.trim() === "" || parseMoney(text, currency).ok;
  const count = (text: string) => text.trim() === "" || /^[1-9][0-9]{0,8}$/.test(text.trim());
  return z
    .object({
      code: z.string().trim().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$/, "2 to 40 letters, digits, hyphens and underscores."),
      kind: z.enum(KINDS),
      percentage: z.string(),
      amount: z.string().refine(money, "An amount like 5.00."),
      minimum_spend: z.string().refine(money, "An amount like 20.00."),
      usage_limit: z.string().refine(count, "A whole number, or nothing."),
      per_customer_limit: z.string().refine(count, "A whole number, or nothing."),
      starts_at: z.string(),
      ends_at: z.string(),
      collection_ids: z.array(z.string()),
      is_active: z.boolean(),
    })
    .refine((values) => values.kind !== "PERCENTAGE" || isPercentage(values.percentage), { path: ["percentage"], message: "More than 0 and at most 100." })
    .refine((values) => values.kind !== "AMOUNT" || values.amount.trim() !== "", { path: ["amount"], message: "An amount above zero." });
}
export type DiscountValues = z.infer<ReturnType<typeof discountSchema>>;

function isPercentage(text: string): boolean {
  const plain = text.trim().replace(",", ".");
  return /^\d{1,3}(\.\d{1,3})?$/.test(plain) && Number(plain) > 0 && Number(plain) <= 100;
}

/** The browser's own date-and-time field knows no zone: it shows and takes the visitor's local time. */
export function localInput(iso: string | null): string {
  if (iso === null) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function discountValues(discount: Discount | undefined): DiscountValues {
  return {
    code: discount?.code ?? "",
    kind: discount?.kind ?? "PERCENTAGE",
    percentage: discount?.kind === "PERCENTAGE" ? discount.percentage : "",
    amount: discount?.amount?.amount ?? "",
    minimum_spend: discount?.minimum_spend?.amount ?? "",
    usage_limit: discount?.usage_limit?.toString() ?? "",
    per_customer_limit: discount?.per_customer_limit?.toString() ?? "",
    starts_at: localInput(discount?.starts_at ?? null),
    ends_at: localInput(discount?.ends_at ?? null),
    collection_ids: discount?.collection_ids ?? [],
    is_active: discount?.is_active ?? true,
  };
}

/** Turns what was typed into what the API takes; empty fields become null, so that they are taken back. */
export function discountBody(values: DiscountValues, currency: string): DiscountBody {
  const money = (text: string) => {
    const parsed = parseMoney(text, currency);
    return text.trim() !== "" && parsed.ok ? { amount: parsed.amount, currency } : null;
  };
  const count = (text: string) => (text.trim() === "" ? null : Number(text));
  const time = (text: string) => (text === "" ? null : new Date(text).toISOString());
  return {
    code: values.code.trim(),
    kind: values.kind,
    percentage: values.kind === "PERCENTAGE" ? values.percentage.trim().replace(",", ".") : null,
    amount: values.kind === "AMOUNT" ? money(values.amount) : null,
    minimum_spend: money(values.minimum_spend),
    usage_limit: count(values.usage_limit),
    per_customer_limit: count(values.per_customer_limit),
    starts_at: time(values.starts_at),
    ends_at: time(values.ends_at),
    collection_ids: values.collection_ids,
    is_active: values.is_active,
  };
}
