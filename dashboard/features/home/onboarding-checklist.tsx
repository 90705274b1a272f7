"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Check } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { orderListQuery } from "@/features/orders/order-api";
import { productListQuery } from "@/features/products/product-api";
import { useStore, useStorePath } from "@/features/session/store-context";

type Step = { title: string; hint: string; isDone: boolean; href: string; isOutside?: boolean };

function useSteps(): Step[] | null {
  const store = useStore();
  const path = useStorePath();
  const products = useQuery(productListQuery(store.id, { per_page: 1 }));
  const published = useQuery(productListQuery(store.id, { per_page: 1, status: "ACTIVE" }));
  const orders = useQuery(orderListQuery(store.id, { per_page: 1 }));
  if (!products.data || !published.data || !orders.data) return null;
  return [
    { title: "Add your first product", hint: "Import a Shopify export or a product page, or write one yourself.", isDone: products.data.total > 0, href: path("imports/new") },
    { title: "Publish it", hint: "Drafts are yours alone; active products are on sale.", isDone: published.data.total > 0, href: path("products?status=DRAFT") },
    { title: "Place a test order", hint: "Buy something in your own shop and see it arrive here.", isDone: orders.data.total > 0, href: store.url, isOutside: true },
  ];
}

function StepLink({ step }: { step: Step }) {
  const classes = "font-medium after:absolute after:inset-0 after:rounded-lg";
  if (step.isOutside) return <a href={step.href} target="_blank" rel="noreferrer" className={classes}>{step.title}</a>;
  return <Link href={step.href} className={classes}>{step.title}</Link>;
}

/** The way to the first sale, ticked off by what is really there. Goes away when all is done. */
export function OnboardingChecklist() {
  const steps = useSteps();
  if (steps === null || steps.every(({ isDone }) => isDone)) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-baseline justify-between gap-2 px-5 pt-4.5">
        <h2 className="text-base">Your way to the first sale</h2>
        <p className="text-sm text-ink-faint tabular-nums">{done} of {steps.length} done</p>
      </div>
      <ol className="grid gap-2 p-3 md:grid-cols-3">
        {steps.map((step, index) => (
          <li
            key={step.title}
            className={cn("relative flex gap-3 rounded-lg p-3 text-sm", !step.isDone && "hover:bg-sunken", index === next && "bg-pine-soft hover:bg-pine-soft")}
          >
            <span
              className={cn(
                "grid size-6 shrink-0 place-items-center rounded-full border text-xs font-semibold tabular-nums",
                step.isDone ? "border-pine bg-pine text-on-pine" : index === next ? "border-pine text-pine" : "border-line-strong text-ink-faint",
              )}
            >
              {step.isDone ? <Check aria-label="Done" className="size-3.5" strokeWidth={3} /> : index + 1}
            </span>
            <div className="min-w-0 pt-0.5">
              {step.isDone ? <p className="text-ink-faint line-through">{step.title}</p> : <StepLink step={step} />}
              {!step.isDone && <p className="mt-0.5 text-ink-soft">{step.hint}</p>}
            </div>
            {index === next && <ArrowRight aria-hidden className="ml-auto size-4 shrink-0 self-center text-pine" />}
          </li>
        ))}
      </ol>
    </Card>
  );
}
