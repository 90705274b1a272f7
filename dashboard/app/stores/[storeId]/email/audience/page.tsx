import type { Metadata } from "next";
import { Audience } from "@/features/email/audience";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Audience" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/email/audience`);
  return <Audience />;
}
