import type { Metadata } from "next";
import { PurchaseList } from "@/features/purchases/purchase-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Purchases" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/purchases`);
  return <PurchaseList />;
}
