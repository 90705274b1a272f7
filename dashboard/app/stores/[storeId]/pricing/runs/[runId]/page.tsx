import type { Metadata } from "next";
import { PriceRunDetail } from "@/features/pricing/price-run";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Prices before and after" };

type Props = { params: Promise<{ storeId: string; runId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, runId } = await params;
  await requireSession(`/stores/${storeId}/pricing/runs/${runId}`);
  return <PriceRunDetail runId={runId} />;
}
