import type { Metadata } from "next";
import { ProductEdit } from "@/features/products/product-edit";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Product" };

type Props = { params: Promise<{ storeId: string; productId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, productId } = await params;
  await requireSession(`/stores/${storeId}/products/${productId}`);
  return <ProductEdit productId={productId} />;
}
