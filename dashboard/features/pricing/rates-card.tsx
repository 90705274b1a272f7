"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { placeErrors } from "@/features/forms/server-errors";
import { ratesQuery, useRateSet, type Rate } from "@/features/pricing/pricing-api";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo, formatCalendarDate } from "@/lib/format/time";

const PROVIDERS: Record<string, string> = { ECB: "European Central Bank", MERCHANT: "Your own rate" };

function Row({ rate, onTakeAway }: { rate: Rate; onTakeAway: (() => void) | null }) {
  const store = useStore();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-52 flex-1"><span className="font-medium tabular-nums">1 {rate.base} = {rate.rate} {rate.quote}</span><span className="block text-ink-faint">{PROVIDERS[rate.provider] ?? rate.provider} · of {formatCalendarDate(rate.valid_on)} · {rate.provider === "MERCHANT" ? "set" : "asked"} {formatAgo(rate.fetched_at, store.time_zone)}</span></span>
      {rate.is_used ? <Badge tone="good">In use</Badge> : rate.is_too_old ? <Badge tone="bad">Too old</Badge> : <Badge>Not used</Badge>}
      {onTakeAway !== null && <Button size="sm" variant="ghost" onClick={onTakeAway}>Take away</Button>}
    </li>
  );
}

/** Exchange rates that costs are reckoned with: whose, how old, and one of one's own instead. */
export function RatesCard() {
  const store = useStore();
  const can = useCan()("pricing.write");
  const rates = useQuery(ratesQuery(store.id));
  const set = useRateSet(store.id);
  const [base, setBase] = useState("");
  const [text, setText] = useState("");
  const placed = set.error ? placeErrors(set.error, ["base", "rate"] as const) : null;
  const rate = text.trim().replace(",", ".");
  function save() {
    set.mutate({ base, rate }, { onSuccess: () => { setBase(""); setText(""); toast.success("Your rate is used from now on."); } });
  }
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Exchange rates" hint={`Costs in another currency become ${store.currency} by these. Asked anew every 12 hours; one older than a week makes no price.`} className="pb-4" />
      {rates.isPending && <CardBody className="pt-0"><Skeleton className="w-2/3" /></CardBody>}
      {rates.isError && rates.data === undefined && <ErrorState error={rates.error} onRetry={() => void rates.refetch()} />}
      {rates.data?.length === 0 && <p className="border-t border-line px-5 py-4 text-sm text-ink-soft">None was needed yet: everything you buy is in {store.currency}.</p>}
      <ul>
        {rates.data?.map((row) => (
          <Row key={`${row.base}-${row.quote}-${row.provider}`} rate={row} onTakeAway={can && row.provider === "MERCHANT" && row.quote === store.currency ? () => set.mutate({ base: row.base, rate: null }, { onError: (error) => toast.error(messageOf(error)) }) : null} />
        ))}
      </ul>
      {can && rates.data && (
        <form className="grid items-start gap-4 border-t border-line px-5 py-4 sm:grid-cols-[8rem_12rem_auto]" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <Field label="One unit of" error={placed?.fields.base}>{(control) => <Input {...control} placeholder="USD" maxLength={3} autoCapitalize="characters" value={base} onChange={(event) => setBase(event.target.value.toUpperCase().replace(/[^A-Z]/g, ""))} />}</Field>
          <Field label={`is in ${store.currency}`} error={placed?.fields.rate ?? placed?.form ?? undefined}>{(control) => <Input {...control} inputMode="decimal" placeholder="0.92" value={text} onChange={(event) => setText(event.target.value)} />}</Field>
          <Button type="submit" className="sm:mt-6.5 sm:justify-self-start" disabled={base.length !== 3 || !(Number(rate) > 0)} isBusy={set.isPending}>Use my own rate</Button>
        </form>
      )}
    </Card>
  );
}
