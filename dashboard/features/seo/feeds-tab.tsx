"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { feedsQuery } from "@/features/seo/seo-api";
import { useStore } from "@/features/session/store-context";
import { counted } from "@/lib/format/count";

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.success("Copied.");
  } catch {
    toast.error("Your browser did not let us copy. Select the address instead.");
  }
}

export function FeedsTab() {
  const store = useStore();
  const feeds = useQuery(feedsQuery(store.id));
  if (feeds.isPending) return <CardSkeleton lines={6} />;
  if (feeds.data === undefined) return <Card><ErrorState error={feeds.error} onRetry={() => void feeds.refetch()} /></Card>;
  const { data } = feeds;
  return (
    <div className="space-y-5">
      <Card>
        <CardHeader title="Addresses" hint="Give them to the services that read your shop." />
        <ul className="mt-3">
          {data.addresses.map((row) => (
            <li key={row.url} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-5 py-3 text-sm">
              <span className="min-w-0 flex-1 basis-64"><span className="block font-medium">{row.name}</span><a href={row.url} target="_blank" rel="noreferrer" className="block break-all text-ink-soft underline-offset-2 hover:underline">{row.url}</a><span className="block text-xs text-ink-faint">{row.about}</span></span>
              <Button size="sm" onClick={() => void copy(row.url)}><Copy />Copy</Button>
            </li>
          ))}
        </ul>
      </Card>
      <Card>
        <CardHeader title="Product feed" hint={`Sent: ${counted(data.items, "row")}. Left out: ${data.left_out}. Declared as written by a model: ${data.ai_written}.`} />
        {data.problems.length === 0 ? <CardBody className="flex items-center gap-2 text-sm text-ink-soft"><Check aria-hidden className="size-4 text-pine" />Every row is complete.</CardBody> : (
          <ul className="mt-3">
            {data.problems.map((row) => (
              <li key={row.code} className="flex items-center gap-3 border-t border-line px-5 py-3 text-sm">
                <span className="min-w-0 flex-1">{row.message}</span>
                <Badge tone={row.is_blocking ? "bad" : "neutral"}>{row.is_blocking ? "left out" : "better with"}</Badge>
                <span className="w-12 text-right tabular-nums">{row.count}</span>
              </li>
            ))}
          </ul>
        )}
        {data.examples.length > 0 && (
          <details className="border-t border-line px-5 py-3 text-sm">
            <summary className="cursor-pointer font-medium">Which products</summary>
            <ul className="mt-2 space-y-1 text-ink-soft">
              {data.examples.map((row, index) => <li key={`${row.path}-${row.code}-${index}`} className="break-words"><span className="font-medium text-ink">{row.title}</span>: {row.message}</li>)}
            </ul>
          </details>
        )}
      </Card>
    </div>
  );
}
