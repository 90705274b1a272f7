"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { invoicesQuery, type Invoice } from "@/features/plan/plan-api";
import { useMerchantId } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { formatMoney } from "@/lib/format/money";
import { formatDay } from "@/lib/format/time";

const STATUSES: Record<string, { word: string; tone: Tone }> = {
  PAID: { word: "Paid", tone: "good" },
  OPEN: { word: "Open", tone: "warn" },
  VOID: { word: "Void", tone: "neutral" },
  UNCOLLECTIBLE: { word: "Not collected", tone: "bad" },
};

function Row({ invoice }: { invoice: Invoice }) {
  const { time_zone: timeZone } = useStore();
  const status = STATUSES[invoice.status] ?? { word: invoice.status.toLowerCase(), tone: "neutral" as const };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
      <a href={invoice.url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1.5 font-medium text-pine underline-offset-4 hover:underline">
        {invoice.number || "Invoice"}<ExternalLink aria-hidden className="size-3.5" /><span className="sr-only">(opens Stripe)</span>
      </a>
      <span className="text-ink-soft">{formatDay(invoice.created_at, timeZone)}</span>
      <Badge tone={status.tone} mark={status.tone === "good" ? "full" : "ring"}>{status.word}</Badge>
      <span className="ml-auto tabular-nums">{formatMoney(invoice.total)}</span>
    </li>
  );
}

export function InvoicesCard() {
  const invoices = useQuery(invoicesQuery(useMerchantId()));
  return (
    <Card>
      <CardHeader title="Invoices" />
      <CardBody className="pt-2">
        {invoices.isPending && <Skeleton className="h-16 w-full" />}
        {invoices.isError && <ErrorState error={invoices.error} onRetry={() => void invoices.refetch()} />}
        {invoices.data?.length === 0 && <p className="py-2 text-sm text-ink-faint">There are none yet. The first comes with the first payment.</p>}
        {invoices.data && invoices.data.length > 0 && <ul className="divide-y divide-line">{invoices.data.map((invoice) => <Row key={invoice.id} invoice={invoice} />)}</ul>}
      </CardBody>
    </Card>
  );
}
