import type { Metadata } from "next";
import { TemplateCreate } from "@/features/email/template-editor";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "New template" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/email/templates/new`);
  return <TemplateCreate />;
}
