import type { Metadata } from "next";
import { DiscountEdit } from "@/features/discounts/discount-edit";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Discount" };

type Props = { params: Promise<{ storeId: string; discountId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, discountId } = await params;
  await requireSession(`/stores/${storeId}/discounts/${discountId}`);
  return <DiscountEdit discountId={discountId} />;
}
