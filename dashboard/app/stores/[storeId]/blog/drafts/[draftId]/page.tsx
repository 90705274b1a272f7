import type { Metadata } from "next";
import { DraftScreen } from "@/features/content/draft-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Draft" };

type Props = { params: Promise<{ storeId: string; draftId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, draftId } = await params;
  await requireSession(`/stores/${storeId}/blog/drafts/${draftId}`);
  return <DraftScreen draftId={draftId} />;
}
