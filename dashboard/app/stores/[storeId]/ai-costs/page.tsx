import type { Metadata } from "next";
import { LedgerScreen } from "@/features/ai-ledger/ledger-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "AI costs" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/ai-costs`);
  return <LedgerScreen />;
}
