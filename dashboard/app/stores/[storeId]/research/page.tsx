import type { Metadata } from "next";
import { ResearchPage } from "@/features/research/research-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Research" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/research`);
  return <ResearchPage />;
}
