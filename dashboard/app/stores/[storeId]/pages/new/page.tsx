import type { Metadata } from "next";
import { PageCreate } from "@/features/content/page-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Create page" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/pages/new`);
  return <PageCreate />;
}
