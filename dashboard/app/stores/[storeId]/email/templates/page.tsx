import type { Metadata } from "next";
import { TemplateList } from "@/features/email/template-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "E-mail templates" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/email/templates`);
  return <TemplateList />;
}
