"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { RedirectDialog } from "@/features/seo/redirect-dialog";
import { notFoundQuery, useLogDismiss } from "@/features/seo/seo-api";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";
import { formatAgo } from "@/lib/format/time";

export function NotFoundTab() {
  const store = useStore();
  const [page, setPage] = useState(1);
  const [start, setStart] = useState<{ from: string; target: string } | null>(null);
  const list = useQuery(notFoundQuery(store.id, { page, per_page: 20 }));
  const dismiss = useLogDismiss(store.id);
  return (
    <Card>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <CardSkeleton lines={4} className="border-0" />}
      {list.data?.rows.length === 0 && <EmptyState icon={CircleCheck} title="Nobody asked in vain"><p>Addresses that people ask for and that are not there appear here, with pages they may have meant.</p></EmptyState>}
      <ul>
        {list.data?.rows.map((entry) => (
          <li key={entry.id} className="border-t border-line px-5 py-3.5 text-sm first:border-t-0">
            <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
              <span className="min-w-0 flex-1 basis-64">
                <span className="block font-medium wrap-anywhere">{entry.path}</span>
                <span className="block text-xs wrap-anywhere text-ink-faint">asked for {counted(entry.hits, "time")}, last {formatAgo(entry.last_seen_at, store.time_zone)}{entry.referrer && ` · from ${entry.referrer}`}</span>
              </span>
              <IfCan permission="seo.write">
                <Button size="icon-sm" variant="ghost" aria-label={`Take ${entry.path} off the list`} onClick={() => dismiss.mutate(entry.id, { onError: (error) => toast.error(messageOf(error)) })}><X /></Button>
              </IfCan>
            </div>
            <IfCan permission="seo.write">
              <div className="mt-2.5 flex flex-wrap items-center gap-2">
                {entry.proposals.map((proposal) => (
                  <Button key={proposal.path} size="sm" className="max-w-full shrink" onClick={() => setStart({ from: entry.path, target: proposal.path })}><span className="truncate" title={proposal.title}>Lead to “{proposal.title}”</span></Button>
                ))}
                <Button size="sm" variant="ghost" onClick={() => setStart({ from: entry.path, target: "" })}>Somewhere else …</Button>
              </div>
            </IfCan>
          </li>
        ))}
      </ul>
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
      {start && <RedirectDialog start={start} onClose={() => setStart(null)} />}
    </Card>
  );
}
