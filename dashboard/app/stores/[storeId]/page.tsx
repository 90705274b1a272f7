import type { Metadata } from "next";
import { HomePage } from "@/features/home/home-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Home" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}`);
  return <HomePage />;
}
