import type { Metadata } from "next";
import { CollectionCreate } from "@/features/collections/collection-create";
import { RoleGate } from "@/features/session/not-for-you";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Create collection" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/collections/new`);
  return <RoleGate permission="products.write" title="Create collection"><CollectionCreate /></RoleGate>;
}
