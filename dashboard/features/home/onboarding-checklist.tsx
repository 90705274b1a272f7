"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Check, X } from "lucide-react";
import Link from "next/link";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import { readinessQuery, useReadinessHide } from "@/features/home/readiness-api";
import { stepsOf, type Step } from "@/features/home/readiness-words";
import { IfCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function StepLink({ step }: { step: Step }) {
  const store = useStore();
  const path = useStorePath();
  const classes = "font-medium after:absolute after:inset-0 after:rounded-lg";
  if (step.path === null) return <a href={store.url} target="_blank" rel="noreferrer" className={classes}>{step.title}</a>;
  return <Link href={path(step.path)} className={classes}>{step.title}</Link>;
}

function Row({ step, isNext }: { step: Step; isNext: boolean }) {
  return (
    <li className={cn("relative flex gap-3 rounded-lg px-3 py-2.5 text-sm", !step.isDone && "hover:bg-sunken", isNext && "bg-pine-soft hover:bg-pine-soft")}>
      <span className={cn("mt-px grid size-5 shrink-0 place-items-center rounded-full border", step.isDone ? "border-pine bg-pine text-on-pine" : isNext ? "border-pine" : "border-line-strong")}>
        {step.isDone && <Check aria-label="Done" className="size-3" strokeWidth={3} />}
      </span>
      <div className="min-w-0 flex-1">
        {step.isDone ? <p className="text-ink-faint line-through">{step.title}</p> : <StepLink step={step} />}
        {!step.isDone && <p className="mt-0.5 text-ink-soft">{step.hint}</p>}
      </div>
      {!step.isDone && !step.isNeeded && <span className="shrink-0"><Badge>can wait</Badge></span>}
      {isNext && <ArrowRight aria-hidden className="size-4 shrink-0 self-center text-pine" />}
    </li>
  );
}

function Head({ isReady, done, total }: { isReady: boolean; done: number; total: number }) {
  const store = useStore();
  const hide = useReadinessHide(store.id);
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4.5">
      <div className="min-w-0">
        <h2 className="text-base">{isReady ? "Your shop is ready to sell" : "What your shop still needs"}</h2>
        <p className="mt-0.5 text-sm text-ink-faint">{isReady ? "What is left can wait." : "Ticked off by what is really there."}</p>
      </div>
      <div className="flex items-center gap-3">
        <p className="text-sm text-ink-faint tabular-nums">{done} of {total} done</p>
        {isReady && (
          <IfCan permission="store.write">
            <Button size="sm" isBusy={hide.isPending} onClick={() => hide.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}><X />Put it away</Button>
          </IfCan>
        )}
      </div>
    </div>
  );
}

/** The way to the first sale, computed by the server from facts. Put away when ready; it comes back when something breaks. */
export function OnboardingChecklist() {
  const store = useStore();
  const { data } = useQuery(readinessQuery(store.id));
  if (data === undefined || data.is_hidden || data.done === data.items.length) return null;
  const steps = stepsOf(data.items);
  const next = steps.find(({ isDone, isNeeded }) => !isDone && isNeeded) ?? steps.find(({ isDone }) => !isDone);
  return (
    <Card className="overflow-hidden">
      <Head isReady={data.is_ready} done={data.done} total={steps.length} />
      <Progress className="mx-5 mt-3.5 h-1.5" percent={(data.done / steps.length) * 100} label="Done" />
      <ol className="grid gap-x-2 gap-y-0.5 p-2 pt-3 md:grid-cols-2">{steps.map((step) => <Row key={step.code} step={step} isNext={step === next} />)}</ol>
    </Card>
  );
}
