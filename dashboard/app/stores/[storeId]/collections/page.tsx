import type { Metadata } from "next";
import { CollectionList } from "@/features/collections/collection-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Collections" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/collections`);
  return <CollectionList />;
}
