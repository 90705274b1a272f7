import type { Metadata } from "next";
import { ShippingSettings } from "@/features/shipping/shipping-settings";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Shipping" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/shipping`);
  return <ShippingSettings />;
}
