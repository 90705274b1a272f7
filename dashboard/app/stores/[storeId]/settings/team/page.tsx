import type { Metadata } from "next";
import { TeamPage } from "@/features/team/team-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Team" };

type Props = { params: Promise<{ storeId: string }> };

export default async function Page({ params }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/team`);
  return <TeamPage />;
}
