"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useSyncExternalStore } from "react";
import { Notice } from "@/components/ui/notice";
import { latestPlanRefusal, onPlanRefusal } from "@/lib/api/plan-refusal";

/** Says what went wrong; a refusal of the plan comes with the way to the plans. */
export function FormError({ message }: { message: string | null }) {
  const refusal = useSyncExternalStore(onPlanRefusal, latestPlanRefusal, () => null);
  const { storeId } = useParams<{ storeId?: string }>() ?? {};
  if (message === null) return null;
  const action = message === refusal && storeId && (
    <Link href={`/stores/${storeId}/settings/plan`} className="shrink-0 self-center font-medium whitespace-nowrap underline underline-offset-2">See plans</Link>
  );
  return <Notice icon={TriangleAlert} tone="bad" role="alert" action={action}>{message}</Notice>;
}
