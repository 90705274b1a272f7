import type { Metadata } from "next";
import { AuditPage } from "@/features/audit/audit-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Audit log" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/audit`);
  return <AuditPage />;
}
