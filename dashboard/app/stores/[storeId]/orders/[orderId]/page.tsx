import type { Metadata } from "next";
import { OrderDetail } from "@/features/orders/order-detail";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Order" };

type Props = { params: Promise<{ storeId: string; orderId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, orderId } = await params;
  await requireSession(`/stores/${storeId}/orders/${orderId}`);
  return <OrderDetail orderId={orderId} />;
}
