import type { Metadata } from "next";
import { DataPage } from "@/features/data/data-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Your data" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/data`);
  return <DataPage />;
}
