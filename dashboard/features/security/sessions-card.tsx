"use client";

import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { agentWords } from "@/features/security/agent-words";
import { sessionsQuery, useOthersEnd, useSessionEnd } from "@/features/security/security-api";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo } from "@/lib/format/time";

export function SessionsCard() {
  const store = useStore();
  const sessions = useQuery(sessionsQuery);
  const end = useSessionEnd();
  const endOthers = useOthersEnd();
  const rows = sessions.data?.rows;
  const fail = (error: unknown) => toast.error(messageOf(error));
  return (
    <Card>
      <CardHeader title="Where you are signed in" hint="End what you do not know; then change your password.">
        {(rows?.length ?? 0) > 1 && (
          <Button size="sm" isBusy={endOthers.isPending} onClick={() => endOthers.mutate(undefined, { onSuccess: ({ ended }) => toast.success(`${ended} ended.`), onError: fail })}>End all others</Button>
        )}
      </CardHeader>
      {sessions.isError && <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <div role="status" className="space-y-3 p-5"><span className="sr-only">Loading…</span><Skeleton /><Skeleton className="w-2/3" /></div>}
      <ul className="mt-3">
        {rows?.map((row) => (
          <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3 text-sm">
            <MonitorSmartphone aria-hidden className="size-4 text-ink-faint" />
            <span className="min-w-0 flex-1 basis-48">
              <span className="block font-medium" title={row.client_agent}>{agentWords(row.client_agent)}</span>
              <span className="block text-xs break-words text-ink-faint">{row.client_address || "unknown address"} · used {formatAgo(row.used_at, store.time_zone)} · since {formatAgo(row.created_at, store.time_zone)}</span>
            </span>
            {row.is_current
              ? <Badge tone="good" mark="full">This one</Badge>
              : <Button size="sm" isBusy={end.isPending && end.variables === row.id} onClick={() => end.mutate(row.id, { onSuccess: () => toast.success("The session is ended."), onError: fail })}>End</Button>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
