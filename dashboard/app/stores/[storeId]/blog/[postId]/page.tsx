import type { Metadata } from "next";
import { PostEdit } from "@/features/content/post-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Post" };

type Props = { params: Promise<{ storeId: string; postId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, postId } = await params;
  await requireSession(`/stores/${storeId}/blog/${postId}`);
  return <PostEdit postId={postId} />;
}
