import type { Metadata } from "next";
import { AccountSettings } from "@/features/settings/account-settings";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Account" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/account`);
  return <AccountSettings />;
}
