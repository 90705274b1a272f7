import type { Metadata } from "next";
import { ApiKeyPage } from "@/features/api-keys/api-key-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "API keys" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/api-keys`);
  return <ApiKeyPage />;
}
