import type { Metadata } from "next";
import { WatchlistPage } from "@/features/research/watchlist-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Watch list" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/watchlist`);
  return <WatchlistPage />;
}
