import type { Metadata } from "next";
import { ImportList } from "@/features/imports/import-list";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Imports" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/imports`);
  return <ImportList />;
}
