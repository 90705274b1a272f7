import type { Metadata } from "next";
import { ProductCreate } from "@/features/products/product-create";
import { RoleGate } from "@/features/session/not-for-you";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Add product" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/products/new`);
  return <RoleGate permission="products.write" title="Add product"><ProductCreate /></RoleGate>;
}
