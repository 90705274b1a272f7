import type { Metadata } from "next";
import { TemplateEdit } from "@/features/email/template-editor";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "E-mail template" };

type Props = { params: Promise<{ storeId: string; templateId: string }> };

export default async function Page({ params }: Props) {
  const { storeId, templateId } = await params;
  await requireSession(`/stores/${storeId}/email/templates/${templateId}`);
  return <TemplateEdit templateId={templateId} />;
}
