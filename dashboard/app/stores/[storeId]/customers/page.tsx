import type { Metadata } from "next";
import { CustomerList } from "@/features/customers/customer-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Customers" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/customers`);
  return <CustomerList />;
}
