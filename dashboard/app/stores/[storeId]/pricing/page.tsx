import type { Metadata } from "next";
import { PriceRules } from "@/features/pricing/price-rules";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Price rules" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/pricing`);
  return <PriceRules />;
}
