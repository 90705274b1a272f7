import type { Metadata } from "next";
import { PageEdit } from "@/features/content/page-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Page" };

type Props = { params: Promise<{ storeId: string; pageId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, pageId } = await params;
  await requireSession(`/stores/${storeId}/pages/${pageId}`);
  return <PageEdit pageId={pageId} />;
}
