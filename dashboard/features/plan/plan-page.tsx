"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { InvoicesCard } from "@/features/plan/invoices-card";
import { planQuery, plansQuery, usePlanRefresh, usePortal, type MerchantPlan } from "@/features/plan/plan-api";
import { PlanCards } from "@/features/plan/plan-cards";
import { STATES } from "@/features/plan/plan-words";
import { UsageCard } from "@/features/plan/usage-card";
import { IfCan, useCan, useMerchantId } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatMoney } from "@/lib/format/money";
import { formatDay } from "@/lib/format/time";

/** On the way back from Stripe's pages: asks how things stand now, once, and tidies the address. */
function useReturn(checkout: string | null) {
  const refresh = usePlanRefresh();
  const can = useCan()("billing.write");
  const router = useRouter();
  const path = useStorePath();
  const asked = useRef(false);
  useEffect(() => {
    if (checkout === null || asked.current) return;
    asked.current = true;
    if (can && checkout !== "cancelled") {
      refresh.mutate(undefined, { onSuccess: () => { if (checkout === "done") toast.success("Thank you. Your plan is set."); }, onError: (error) => toast.error(messageOf(error)) });
    }
    router.replace(path("settings/plan"));
  }, [checkout, can, refresh, router, path]);
}

function Dates({ plan }: { plan: MerchantPlan }) {
  const { time_zone: timeZone } = useStore();
  const rows: [string, string][] = [];
  const day = (iso: string) => formatDay(iso, timeZone);
  if (plan.state === "TRIAL" && plan.trial_ends_at) rows.push(["Trial ends", day(plan.trial_ends_at)]);
  if (plan.next_invoice) rows.push(["Next invoice", `${formatMoney(plan.next_invoice.amount)} on ${day(plan.next_invoice.at)}`]);
  if (plan.cancel_at) rows.push(["Ends", day(plan.cancel_at)]);
  if (plan.next_plan_code) rows.push(["Next plan", plan.next_plan_code]);
  if (plan.state === "PAST_DUE" && plan.grace_ends_at) rows.push(["Limited from", day(plan.grace_ends_at)]);
  if (plan.suspend_at && !plan.suspended_at) rows.push(["Shop closes", day(plan.suspend_at)]);
  if (rows.length === 0) return null;
  return <dl className="flex flex-wrap gap-x-10 gap-y-3 text-sm">{rows.map(([term, text]) => <div key={term}><dt className="text-ink-faint">{term}</dt><dd className="font-medium">{text}</dd></div>)}</dl>;
}

/** Who is leaving, or has left, is shown the way to their data. */
function TakeAlong({ plan }: { plan: MerchantPlan }) {
  const path = useStorePath();
  if (plan.cancel_at === null && plan.state !== "CANCELLED") return null;
  return (
    <p className="basis-full text-sm text-ink-soft">
      Your products, orders and customers are yours: <Link href={path("settings/data")} className="font-medium text-pine underline-offset-4 hover:underline">take your data along</Link>.
    </p>
  );
}

function Summary({ plan }: { plan: MerchantPlan }) {
  const portal = usePortal();
  const isEmpty = !plan.is_subscribed && plan.pay_url === "";
  return (
    <Card>
      <CardBody className="flex flex-wrap items-center justify-between gap-4">
        <Dates plan={plan} />
        {!isEmpty && (
          <IfCan permission="billing.write">
            <div className="flex flex-wrap gap-2">
              {plan.pay_url && <Button variant="primary" asChild><a href={plan.pay_url}>{plan.is_card_needed ? "Confirm the payment" : "Pay the invoice"}</a></Button>}
              <Button isBusy={portal.isPending || portal.isSuccess} onClick={() => portal.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}>Card, VAT id, cancel</Button>
            </div>
          </IfCan>
        )}
        <IfCan permission="analytics.export"><TakeAlong plan={plan} /></IfCan>
      </CardBody>
    </Card>
  );
}

export function PlanPage({ checkout }: { checkout: string | null }) {
  const merchantId = useMerchantId();
  const plan = useQuery(planQuery(merchantId));
  const plans = useQuery(plansQuery(merchantId));
  const isReader = useCan()("billing.read");
  useReturn(checkout);
  if (plan.isError) return <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />;
  if (plan.isPending) return <div className="space-y-5"><CardSkeleton lines={2} /><CardSkeleton lines={5} /></div>;
  const state = STATES[plan.data.state];
  return (
    <>
      <PageHeader title="Plan & usage" hint={`${plan.data.plan.name}, billed ${plan.data.interval === "YEAR" ? "yearly" : "monthly"}`} badge={<Badge tone={state.tone} mark={state.mark}>{state.word}</Badge>} />
      <div className="space-y-6">
        <Summary plan={plan.data} />
        <UsageCard usage={plan.data.usage} />
        {plans.data && <PlanCards plans={plans.data} mine={plan.data} />}
        {plans.isError && <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />}
        {isReader && <InvoicesCard />}
      </div>
    </>
  );
}
