import type { Metadata } from "next";
import { PurchaseDetail } from "@/features/purchases/purchase-detail";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Purchase" };

type Props = { params: Promise<{ storeId: string; purchaseId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, purchaseId } = await params;
  await requireSession(`/stores/${storeId}/purchases/${purchaseId}`);
  return <PurchaseDetail purchaseId={purchaseId} />;
}
