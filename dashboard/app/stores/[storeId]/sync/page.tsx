import type { Metadata } from "next";
import { SyncScreen } from "@/features/sync/sync-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Supplier checks" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/sync`);
  return <SyncScreen />;
}
