import type { Metadata } from "next";
import { FlowBuilder } from "@/features/email/flow-builder";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "E-mail flow" };

type Props = { params: Promise<{ storeId: string; flowId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, flowId } = await params;
  await requireSession(`/stores/${storeId}/email/flows/${flowId}`);
  return <FlowBuilder flowId={flowId} />;
}
