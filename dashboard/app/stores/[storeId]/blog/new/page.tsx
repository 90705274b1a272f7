import type { Metadata } from "next";
import { PostCreate } from "@/features/content/post-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Write a post" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/blog/new`);
  return <PostCreate />;
}
