import type { Metadata } from "next";
import { TaxSettings } from "@/features/taxes/tax-settings";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Tax" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/tax`);
  return <TaxSettings />;
}
