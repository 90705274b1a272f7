"use client";

import { Check, LoaderCircle, Minus, X } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { formatCost, STEP_NAMES, STEP_STATUS, stepSeconds } from "@/features/imports/import-progress";
import type { ImportStep } from "@/lib/api/types";
import { formatSeconds } from "@/lib/format/time";

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}

function StepMark({ status }: { status: ImportStep["status"] }) {
  const look = {
    PENDING: "border-line-strong text-ink-faint",
    RUNNING: "border-sky text-sky",
    SUCCEEDED: "border-pine bg-pine text-on-pine",
    FAILED: "border-danger bg-danger text-surface",
    SKIPPED: "border-dashed border-line-strong text-ink-faint",
  }[status];
  const icon = { PENDING: null, RUNNING: LoaderCircle, SUCCEEDED: Check, FAILED: X, SKIPPED: Minus }[status];
  const Icon = icon;
  return (
    <span className={cn("relative z-10 grid size-7 place-items-center rounded-full border-2 bg-surface", look)}>
      {Icon && <Icon aria-hidden className={cn("size-3.5", status === "RUNNING" && "animate-spin")} strokeWidth={3} />}
    </span>
  );
}

/** The five steps with their state, time and cost; a row on wide screens, a column on phones. */
export function StepList({ steps }: { steps: ImportStep[] }) {
  const now = useNow(steps.some(({ status }) => status === "RUNNING"));
  return (
    <ol className="grid gap-y-4 sm:auto-cols-fr sm:grid-flow-col">
      {steps.map((step, index) => {
        const seconds = stepSeconds(step, now);
        const cost = formatCost(step.cost);
        return (
          <li key={step.name} className="relative flex gap-3 sm:block sm:pr-3">
            {index < steps.length - 1 && <span aria-hidden className={cn("absolute bg-line-strong max-sm:top-7 max-sm:left-[13px] max-sm:h-full max-sm:w-0.5 sm:top-[13px] sm:left-7 sm:h-0.5 sm:w-[calc(100%-1.75rem)]", step.status === "SUCCEEDED" && "bg-pine")} />}
            <StepMark status={step.status} />
            <div className="min-w-0 sm:mt-2.5">
              <p className="text-sm font-medium">{STEP_NAMES[step.name].label} <span className="sr-only">{STEP_STATUS[step.status]}</span></p>
              <p className="text-xs text-ink-faint tabular-nums">
                {step.status === "PENDING" ? STEP_NAMES[step.name].hint : [step.status === "SKIPPED" ? "left out" : null, seconds === null ? null : formatSeconds(seconds), cost].filter(Boolean).join(" · ")}
              </p>
              {step.message && <p className={cn("mt-0.5 text-xs break-words", step.status === "FAILED" ? "text-danger" : "text-ink-soft")}>{step.message}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
