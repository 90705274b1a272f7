import type { Metadata } from "next";
import { CustomerDetail } from "@/features/customers/customer-detail";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Customer" };

type Props = { params: Promise<{ storeId: string; customerId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, customerId } = await params;
  await requireSession(`/stores/${storeId}/customers/${customerId}`);
  return <CustomerDetail customerId={customerId} />;
}
