"use client";

import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Switch } from "@/components/ui/switch";
import { useCan, useMerchantId } from "@/features/session/permissions";
import { policyQuery, usePolicyChange } from "@/features/team/team-api";
import { messageOf } from "@/lib/api/errors";

/** Whether everybody must sign in with two factors; only the owner decides. */
export function PolicyCard() {
  const can = useCan();
  const policy = useQuery(policyQuery(useMerchantId()));
  const change = usePolicyChange();
  if (policy.data === undefined) return null;
  return (
    <Card>
      <CardHeader title="Asked of everybody" />
      <CardBody className="flex items-start gap-4 pt-3">
        <Switch
          id="two-factor-for-all"
          checked={change.isPending ? change.variables : policy.data.is_two_factor_required}
          disabled={!can("team.own") || change.isPending}
          onCheckedChange={(isOn) => change.mutate(isOn, { onError: (error) => toast.error(messageOf(error)), onSuccess: () => toast.success("Saved.") })}
        />
        <label htmlFor="two-factor-for-all" className="min-w-0 text-sm">
          <span className="block font-medium">Two-factor sign-in</span>
          <span className="block text-ink-faint">Members without it can do nothing but set it up.{!can("team.own") && " Only the owner can change this."}</span>
        </label>
      </CardBody>
    </Card>
  );
}
