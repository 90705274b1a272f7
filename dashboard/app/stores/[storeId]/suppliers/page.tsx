import type { Metadata } from "next";
import { SupplierList } from "@/features/suppliers/supplier-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Suppliers" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/suppliers`);
  return <SupplierList />;
}
