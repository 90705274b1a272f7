import type { Metadata } from "next";
import { AnalyticsPage } from "@/features/analytics/analytics-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Analytics" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/analytics`);
  return <AnalyticsPage />;
}
