import type { Metadata } from "next";
import { DiscountList } from "@/features/discounts/discount-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Discounts" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/discounts`);
  return <DiscountList />;
}
