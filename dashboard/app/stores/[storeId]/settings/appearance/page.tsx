import type { Metadata } from "next";
import { AppearancePage } from "@/features/settings/appearance-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Appearance" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/appearance`);
  return <AppearancePage />;
}
