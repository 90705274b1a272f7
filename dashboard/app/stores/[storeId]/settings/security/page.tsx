import type { Metadata } from "next";
import { SecurityPage } from "@/features/security/security-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Security" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/security`);
  return <SecurityPage />;
}
