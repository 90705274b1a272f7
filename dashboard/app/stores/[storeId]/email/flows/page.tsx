import type { Metadata } from "next";
import { FlowList } from "@/features/email/flow-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "E-mail flows" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/email/flows`);
  return <FlowList />;
}
