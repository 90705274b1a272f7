import type { Metadata } from "next";
import { CollectionEdit } from "@/features/collections/collection-edit";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Collection" };

type Props = { params: Promise<{ storeId: string; collectionId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, collectionId } = await params;
  await requireSession(`/stores/${storeId}/collections/${collectionId}`);
  return <CollectionEdit collectionId={collectionId} />;
}
