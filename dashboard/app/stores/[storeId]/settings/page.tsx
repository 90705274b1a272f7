import type { Metadata } from "next";
import { StoreSettings } from "@/features/settings/store-settings";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Store settings" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings`);
  return <StoreSettings />;
}
