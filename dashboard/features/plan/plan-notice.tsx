"use client";

import { useQuery } from "@tanstack/react-query";
import { CreditCard } from "lucide-react";
import Link from "next/link";
import { Notice } from "@/components/ui/notice";
import { planQuery } from "@/features/plan/plan-api";
import { planWord } from "@/features/plan/plan-words";
import { useMerchantId } from "@/features/session/permissions";
import { useStorePath } from "@/features/session/store-context";

/** On every page: the trial's last week, a payment that is due, a paused plan. Says nothing while it is not known. */
export function PlanNotice() {
  const plan = useQuery(planQuery(useMerchantId()));
  const path = useStorePath();
  const word = plan.data && planWord(plan.data);
  if (!word) return null;
  return (
    <Notice icon={CreditCard} tone={word.tone} role="status">
      {word.text}{" "}
      <Link href={path("settings/plan")} className="font-medium whitespace-nowrap text-pine underline-offset-4 hover:underline">{word.action}</Link>
    </Notice>
  );
}
