"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { MoneyInput } from "@/features/forms/money-input";
import { useDebounced } from "@/features/lists/use-debounced";
import { marginQuery, useMarginSet } from "@/features/pricing/pricing-api";
import { basisPoints, percentText } from "@/features/pricing/pricing-words";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatMoney, isZero, parseMoney } from "@/lib/format/money";

type Draft = { margin: string | null; cost: string };

function Example({ points, cost }: { points: number; cost: string | null }) {
  const store = useStore();
  const tried = useQuery(marginQuery(store.id, { margin_basis_points: points, ...(cost === null ? {} : { cost }) }));
  if (tried.data === undefined) return tried.isError ? <p role="alert" className="text-sm text-danger">{messageOf(tried.error)}</p> : <Skeleton className="h-10" />;
  const { cost: paid, least_price: least, earned, below_count: below, costed_count: costed } = tried.data.example;
  return (
    <div aria-live="polite" className="space-y-1.5 rounded-lg bg-sunken/60 px-4 py-3 text-sm">
      <p>Costs you <strong className="font-medium">{formatMoney(paid)}</strong> → never sold by a rule or a check below <strong className="font-medium">{formatMoney(least)}</strong>{isZero(earned) ? ": what you pay, and nothing earned." : `, which leaves you ${formatMoney(earned)} before other costs.`}</p>
      <p className="text-ink-soft">{costed === 0 ? "No variant has a known cost yet." : below === 0 ? `All ${costed} variants with a known cost hold it now.` : `${below} of ${costed} variants with a known cost are below it now. Their prices stay; nothing but a person can lower them further.`}</p>
    </div>
  );
}

/** The least margin at which machines may sell, tried out before it is saved. */
export function MarginCard() {
  const store = useStore();
  const can = useCan()("pricing.write");
  const held = useQuery(marginQuery(store.id));
  const save = useMarginSet(store.id);
  const [draft, setDraft] = useState<Draft>({ margin: null, cost: "10" });
  const stored = held.data?.margin_basis_points;
  const text = draft.margin ?? (stored === undefined ? "" : percentText(stored));
  const points = basisPoints(text);
  const parsed = parseMoney(draft.cost, store.currency);
  const cost = useDebounced(parsed.ok && !isZero({ amount: parsed.amount, currency: store.currency }) ? parsed.amount : null, 300);
  if (held.isPending) return <Card><CardBody className="space-y-3"><Skeleton className="w-40" /><Skeleton className="h-16" /></CardBody></Card>;
  if (held.data === undefined) return <Card><ErrorState error={held.error} onRetry={() => void held.refetch()} /></Card>;
  return (
    <Card>
      <CardHeader title="Least margin" hint="No rule, check or import may price below it. You yourself may." />
      <CardBody className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-[10rem_10rem_auto] sm:items-start">
          <Field label="Margin" error={points === null ? "From 0 to 95, such as 25." : undefined} aside={<span className="text-xs text-ink-faint">% of the price</span>}>
            {(control) => <Input {...control} inputMode="decimal" className="text-right tabular-nums" disabled={!can} value={text} onChange={(event) => setDraft({ ...draft, margin: event.target.value })} />}
          </Field>
          <Field label="If a product costs">{(control) => <MoneyInput {...control} currency={store.currency} value={draft.cost} onValue={(value) => setDraft({ ...draft, cost: value })} />}</Field>
          {can && (
            <Button className="sm:mt-6.5 sm:justify-self-end" variant="primary" disabled={points === null || points === stored} isBusy={save.isPending}
              onClick={() => { if (points !== null) save.mutate(points, { onSuccess: () => { setDraft({ ...draft, margin: null }); toast.success("The least margin is saved."); }, onError: (error) => toast.error(messageOf(error)) }); }}>Save margin</Button>
          )}
        </div>
        {points !== null && <Example points={points} cost={cost} />}
      </CardBody>
    </Card>
  );
}
