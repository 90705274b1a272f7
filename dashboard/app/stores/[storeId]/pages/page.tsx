import type { Metadata } from "next";
import { PagesScreen } from "@/features/content/pages-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Pages" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/pages`);
  return <PagesScreen />;
}
