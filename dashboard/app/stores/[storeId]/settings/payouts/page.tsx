import type { Metadata } from "next";
import { PayoutsPage } from "@/features/payouts/payouts-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Payouts" };

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ params, searchParams }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/payouts`);
  const { back } = await searchParams;
  return <PayoutsPage back={typeof back === "string" ? back : null} />;
}
