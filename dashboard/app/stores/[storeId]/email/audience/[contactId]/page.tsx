import type { Metadata } from "next";
import { PersonHistory } from "@/features/email/person-history";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Person" };

type Props = { params: Promise<{ storeId: string; contactId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, contactId } = await params;
  await requireSession(`/stores/${storeId}/email/audience/${contactId}`);
  return <PersonHistory contactId={contactId} />;
}
