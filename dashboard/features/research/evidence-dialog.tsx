"use client";

import { Dialog } from "@/components/ui/dialog";
import type { Evidence } from "@/features/research/research-api";
import { evidenceName } from "@/features/research/words";
import { useStore } from "@/features/session/store-context";
import { formatDateTime } from "@/lib/format/time";

/** A source's answer as it was stored: who was asked what, when, and what came back. */
export function EvidenceDialog({ evidence, onClose }: { evidence: Evidence; onClose: () => void }) {
  const store = useStore();
  const facts = Object.entries(evidence.facts as Record<string, unknown>).filter(([, value]) => value !== null && typeof value !== "object");
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={evidenceName(evidence)} description={`Asked for “${evidence.query}”, ${formatDateTime(evidence.fetched_at, store.time_zone)}`} className="max-w-2xl">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name.replaceAll("_", " ")}</dt>
            <dd className="min-w-0 break-words tabular-nums">{String(value)}</dd>
          </div>
        ))}
        {evidence.scale && (
          <div className="contents">
            <dt className="text-ink-faint">scale</dt>
            <dd>{evidence.scale.replaceAll("_", " ").toLowerCase()}</dd>
          </div>
        )}
      </dl>
      <h3 className="mt-4 text-sm">The answer as it came</h3>
      <pre tabIndex={0} className="mt-2 max-h-80 overflow-auto rounded-lg bg-sunken p-3 text-xs leading-relaxed">{JSON.stringify(evidence.snapshot, null, 2)}</pre>
    </Dialog>
  );
}
