"use client";

import { Bot, Cog, KeyRound, LifeBuoy, UserRound, type LucideIcon } from "lucide-react";
import { changesOf, verbWords } from "@/features/audit/change-words";
import { useMember, useStore } from "@/features/session/store-context";
import type { AuditEntry } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format/time";

export const ACTORS: Record<AuditEntry["actor_kind"], { label: string; icon: LucideIcon }> = {
  USER: { label: "People", icon: UserRound },
  API_KEY: { label: "API keys", icon: KeyRound },
  AUTOMATION: { label: "Automation", icon: Bot },
  STAFF: { label: "Dropwright staff", icon: LifeBuoy },
  SYSTEM: { label: "The platform", icon: Cog },
};

function Changes({ entry }: { entry: AuditEntry }) {
  const store = useStore();
  const changes = changesOf(entry.before, entry.after, { currency: store.currency, timeZone: store.time_zone });
  if (changes.length === 0) return null;
  return (
    <dl className="mt-2 space-y-1 text-xs">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="flex flex-wrap gap-x-2">
          <dt className="text-ink-faint">{field}</dt>
          <dd className="min-w-0 break-words">
            {before !== null && <del className="text-danger no-underline"><span className="sr-only">before </span>{before}</del>}
            {before !== null && after !== null && <span aria-hidden className="text-ink-faint"> → </span>}
            {after !== null && <ins className="text-pine no-underline"><span className="sr-only">after </span>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function AuditEntries({ rows }: { rows: AuditEntry[] }) {
  const store = useStore();
  const { stores } = useMember();
  return (
    <ol aria-label="Audit log">
      {rows.map((entry) => {
        const { icon: Icon, label } = ACTORS[entry.actor_kind];
        const where = stores.find(({ id }) => id === entry.store_id)?.name;
        return (
          <li key={entry.id} className="flex gap-3 border-t border-line px-4 py-3.5 text-sm first:border-t-0 sm:px-5">
            <span className="grid size-8 shrink-0 place-items-center rounded-lg bg-sunken text-ink-soft"><Icon aria-label={label} className="size-4" strokeWidth={1.75} /></span>
            <div className="min-w-0 flex-1">
              <p className="break-words"><span className="font-medium">{verbWords(entry.verb)}</span>{entry.object_label && <> · {entry.object_label}</>}</p>
              <p className="text-xs break-words text-ink-faint">
                {entry.actor_label || label} · <time dateTime={entry.at}>{formatDateTime(entry.at, store.time_zone)}</time>
                {entry.address && ` · ${entry.address}`}{where && stores.length > 1 && ` · ${where}`}
              </p>
              <Changes entry={entry} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}
