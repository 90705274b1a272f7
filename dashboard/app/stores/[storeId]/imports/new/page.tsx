import type { Metadata } from "next";
import { ImportStart } from "@/features/imports/import-start";
import { RoleGate } from "@/features/session/not-for-you";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Import products" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/imports/new`);
  return <RoleGate permission="imports.write" title="Import products"><ImportStart /></RoleGate>;
}
