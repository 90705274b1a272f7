import type { Metadata } from "next";
import { ReviewScreen } from "@/features/reviews/review-screen";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Review" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/reviews`);
  return <ReviewScreen />;
}
