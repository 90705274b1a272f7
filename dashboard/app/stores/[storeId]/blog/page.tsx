import type { Metadata } from "next";
import { BlogScreen } from "@/features/content/blog-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Blog" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/blog`);
  return <BlogScreen />;
}
