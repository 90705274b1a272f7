import type { Metadata } from "next";
import { OrderList } from "@/features/orders/order-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Orders" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/orders`);
  return <OrderList />;
}
