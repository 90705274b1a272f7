import type { Metadata } from "next";
import { ProductList } from "@/features/products/product-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Products" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/products`);
  return <ProductList />;
}
