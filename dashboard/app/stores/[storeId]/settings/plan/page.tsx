import type { Metadata } from "next";
import { PlanPage } from "@/features/plan/plan-page";
import { requireSession } from "@/lib/session/require-session";

export const metadata: Metadata = { title: "Plan & usage" };

type Props = { params: Promise<{ storeId: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ params, searchParams }: Props) {
  const { storeId } = await params;
  await requireSession(`/stores/${storeId}/settings/plan`);
  const { checkout } = await searchParams;
  return <PlanPage checkout={typeof checkout === "string" ? checkout : null} />;
}
