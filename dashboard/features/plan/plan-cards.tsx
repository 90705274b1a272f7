"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { ChangeDialog } from "@/features/plan/change-dialog";
import { useSubscribe, type Interval, type MerchantPlan, type Plan } from "@/features/plan/plan-api";
import { planLines } from "@/features/plan/plan-words";
import { useCan } from "@/features/session/permissions";
import { messageOf } from "@/lib/api/errors";
import { formatMoney } from "@/lib/format/money";

const INTERVALS: { value: Interval; label: string }[] = [{ value: "MONTH", label: "Monthly" }, { value: "YEAR", label: "Yearly" }];

function IntervalChoice({ value, onChange }: { value: Interval; onChange: (value: Interval) => void }) {
  return (
    <div role="radiogroup" aria-label="Billing interval" className="inline-flex rounded-lg bg-sunken p-1">
      {INTERVALS.map(({ value: one, label }) => (
        <label key={one} className={cn("cursor-pointer rounded-md px-3 py-1.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-pine", one === value ? "bg-surface font-medium shadow-card" : "text-ink-soft")}>
          <input type="radio" name="interval" value={one} checked={one === value} onChange={() => onChange(one)} className="sr-only" />{label}
        </label>
      ))}
    </div>
  );
}

type OneProps = { plan: Plan; mine: MerchantPlan; interval: Interval; onChange: () => void };

function PlanCard({ plan, mine, interval, onChange }: OneProps) {
  const can = useCan()("billing.write");
  const subscribe = useSubscribe();
  const isMine = plan.code === mine.plan.code && (!mine.is_subscribed || interval === mine.interval);
  const isSettled = isMine && mine.is_subscribed;
  const price = interval === "YEAR" ? plan.yearly : plan.monthly;
  function choose() {
    if (mine.is_subscribed) return onChange();
    subscribe.mutate({ plan: plan.code, interval }, { onError: (error) => toast.error(messageOf(error)) });
  }
  return (
    <Card className={cn("flex flex-col", isMine && "border-pine ring-1 ring-pine")} aria-label={plan.name}>
      <CardBody className="flex flex-1 flex-col gap-4">
        <div>
          <div className="flex items-center justify-between gap-2"><h3 className="text-lg">{plan.name}</h3>{isMine && <Badge tone="good" mark="full">{mine.state === "TRIAL" && !mine.is_subscribed ? "Your trial" : "Your plan"}</Badge>}</div>
          <p className="mt-1 text-sm text-ink-soft">{plan.description}</p>
        </div>
        <p><span className="text-2xl font-semibold tabular-nums">{formatMoney(price)}</span> <span className="text-sm text-ink-faint">a {interval === "YEAR" ? "year" : "month"}</span></p>
        <ul className="flex-1 space-y-1.5 text-sm">{planLines(plan).map((line) => <li key={line} className="flex gap-2"><Check aria-hidden className="mt-0.5 size-4 shrink-0 text-pine" />{line}</li>)}</ul>
        <Button variant={isSettled ? "secondary" : "primary"} disabled={!can || isSettled} isBusy={subscribe.isPending || subscribe.isSuccess} onClick={choose}>
          {isSettled ? "Current plan" : mine.is_subscribed ? `Change to ${plan.name}` : `Choose ${plan.name}`}
        </Button>
      </CardBody>
    </Card>
  );
}

/** The plans on offer, monthly or yearly. */
export function PlanCards({ plans, mine }: { plans: Plan[]; mine: MerchantPlan }) {
  const [interval, setInterval] = useState<Interval>(mine.interval);
  const [wanted, setWanted] = useState<Plan | null>(null);
  return (
    <section aria-labelledby="plans">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3"><h2 id="plans" className="text-base">Plans</h2><IntervalChoice value={interval} onChange={setInterval} /></div>
      <div className="grid gap-4 md:grid-cols-3">{plans.map((plan) => <PlanCard key={plan.code} plan={plan} mine={mine} interval={interval} onChange={() => setWanted(plan)} />)}</div>
      {wanted && <ChangeDialog plan={wanted} choice={{ plan: wanted.code, interval }} onClose={() => setWanted(null)} />}
    </section>
  );
}
