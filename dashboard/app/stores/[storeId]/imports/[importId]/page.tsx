import type { Metadata } from "next";
import { ImportDetail } from "@/features/imports/import-detail";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Import" };

type Props = { params: Promise<{ storeId: string; importId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, importId } = await params;
  await requireSession(`/stores/${storeId}/imports/${importId}`);
  return <ImportDetail importId={importId} />;
}
