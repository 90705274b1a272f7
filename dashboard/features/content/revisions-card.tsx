"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { ErrorState } from "@/components/ui/states";
import { revisionsQuery, useRestore } from "@/features/content/content-api";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import { formatAgo } from "@/lib/format/time";

const AUTHORS: Record<string, string> = { PERSON: "", AI: "Claude", PLATFORM: "the platform" };

/** Every save with what it changed; any of them can be taken back. */
export function RevisionsCard({ kind, id }: { kind: "post" | "page"; id: string }) {
  const store = useStore();
  const revisions = useQuery(revisionsQuery(store.id, kind, id));
  const restore = useRestore(store.id, kind, id);
  if (revisions.isError) return <Card><ErrorState error={revisions.error} onRetry={() => void revisions.refetch()} /></Card>;
  const newest = revisions.data?.rows[0]?.number;
  return (
    <Card>
      <CardHeader title="Saves" hint="Every save can be brought back." />
      <ol className="mt-3 text-sm">
        {revisions.data?.rows.map((row) => (
          <li key={row.id} className="border-t border-line px-5 py-3">
            <div className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 flex-1">
                <span className="font-medium">#{row.number}</span> {row.note && <span className="text-ink-soft">{row.note}</span>}
                <span className="block text-xs break-words text-ink-faint">{row.author_label || AUTHORS[row.author_kind]} · {formatAgo(row.created_at, store.time_zone)}</span>
              </span>
              {row.author_kind === "AI" && <Badge tone="copper">Claude</Badge>}
              {row.number !== newest && (
                <IfCan permission="content.write">
                  <Button size="sm" isBusy={restore.isPending && restore.variables === row.id} onClick={() => restore.mutate(row.id, { onSuccess: () => toast.success(`Save ${row.number} is back.`), onError: (error) => toast.error(messageOf(error)) })}><History />Bring back</Button>
                </IfCan>
              )}
            </div>
            {row.number > 1 && row.changes.length > 0 && (
              <details className="mt-1.5">
                <summary className="cursor-pointer text-xs text-ink-faint">{row.changes.map(({ field }) => field.replaceAll("_", " ")).join(", ")}</summary>
                {row.changes.map((change) => (
                  <pre key={change.field} className="mt-2 overflow-x-auto rounded-lg bg-sunken p-2.5 text-xs whitespace-pre-wrap">
                    {(change.diff.length > 0 ? change.diff : [`-${change.before}`, `+${change.after}`]).map((line, index) => (
                      <span key={index} className={cn("block break-words", line.startsWith("+") && "text-pine", line.startsWith("-") && "text-danger")}>{line}</span>
                    ))}
                  </pre>
                ))}
              </details>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
