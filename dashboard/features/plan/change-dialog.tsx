"use client";

import { useEffect } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { FormError } from "@/features/forms/form-error";
import { usePlanChange, usePlanPreview, type Plan, type PlanChoice, type PlanPreview } from "@/features/plan/plan-api";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatMoney } from "@/lib/format/money";
import { formatDay } from "@/lib/format/time";

function Bill({ preview }: { preview: PlanPreview }) {
  const { time_zone: timeZone } = useStore();
  if (!preview.is_upgrade) {
    return <p className="text-sm">Nothing is charged now. You keep what you have until {preview.effective_at ? formatDay(preview.effective_at, timeZone) : "the end of the period"}.</p>;
  }
  return (
    <dl className="space-y-1.5 text-sm">
      {preview.lines.map((line) => (
        <div key={line.description} className="flex justify-between gap-4"><dt className="text-ink-soft">{line.description}</dt><dd className="tabular-nums">{formatMoney(line.amount)}</dd></div>
      ))}
      <div className="flex justify-between gap-4 border-t border-line pt-2 font-medium"><dt>Due now</dt><dd className="tabular-nums">{formatMoney(preview.due_now)}</dd></div>
    </dl>
  );
}

type Props = { plan: Plan; choice: PlanChoice; onClose: () => void };

/** Shows what a change of plan bills and when it begins, and makes it. */
export function ChangeDialog({ plan, choice, onClose }: Props) {
  const { mutate: ask, data, error, isPending } = usePlanPreview();
  const change = usePlanChange();
  const { plan: code, interval } = choice;
  useEffect(() => ask({ plan: code, interval }), [ask, code, interval]);
  function confirm() {
    if (data === undefined) return onClose();
    change.mutate(choice, {
      onSuccess: () => { toast.success(data.is_upgrade ? `You are on ${plan.name} now.` : `${plan.name} begins with the next period.`); onClose(); },
      onError: (refusal) => toast.error(messageOf(refusal)),
    });
  }
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}
      title={`Change to ${plan.name}`}
      description={`${formatMoney(interval === "YEAR" ? plan.yearly : plan.monthly)} a ${interval === "YEAR" ? "year" : "month"} from then on.`}
      confirmLabel={data === undefined && error ? "Understood" : "Change the plan"}
      isBusy={isPending || change.isPending}
      onConfirm={confirm}
    >
      {error ? <FormError message={messageOf(error)} /> : data === undefined ? <Skeleton className="h-14 w-full" /> : <Bill preview={data} />}
    </ConfirmDialog>
  );
}
