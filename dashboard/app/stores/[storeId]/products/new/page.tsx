import type { Metadata } from "next";
import { ProductCreate } from "@/features/products/product-create";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Add product" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/products/new`);
  return <ProductCreate />;
}
