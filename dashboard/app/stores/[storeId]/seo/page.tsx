import type { Metadata } from "next";
import { SeoScreen } from "@/features/seo/seo-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Search engines" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/seo`);
  return <SeoScreen />;
}
