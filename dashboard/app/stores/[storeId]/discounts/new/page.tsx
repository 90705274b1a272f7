import type { Metadata } from "next";
import { DiscountCreate } from "@/features/discounts/discount-create";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Create discount" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/discounts/new`);
  return <DiscountCreate />;
}
