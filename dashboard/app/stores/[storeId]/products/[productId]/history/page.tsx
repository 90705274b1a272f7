import type { Metadata } from "next";
import { ProductHistory } from "@/features/products/product-history";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Changes of a product" };

type Props = { params: Promise<{ storeId: string; productId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, productId } = await params;
  await requireSession(`/stores/${storeId}/products/${productId}/history`);
  return <ProductHistory productId={productId} />;
}
