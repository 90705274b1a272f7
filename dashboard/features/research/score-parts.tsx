"use client";

import { FileSearch } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { Evidence, Part } from "@/features/research/research-api";
import { evidenceName, PARTS, scoreTone } from "@/features/research/words";

const BARS = { pine: "bg-pine", amber: "bg-amber", danger: "bg-danger" };

type Props = { parts: Part[]; evidence: Evidence[]; onOpen: (evidence: Evidence) => void };

/** Each sub-score with its weight, what it says, and the stored answers it rests on. */
export function ScoreParts({ parts, evidence, onOpen }: Props) {
  const known = new Map(evidence.map((row) => [row.id, row]));
  return (
    <ul className="divide-y divide-line">
      {parts.map((part) => (
        <li key={part.part} className="py-3.5 first:pt-0 last:pb-0">
          <div className="flex items-baseline justify-between gap-3">
            <p className="text-sm font-medium" title={PARTS[part.part].hint}>{PARTS[part.part].label}</p>
            <p className="text-sm tabular-nums">
              {part.score === null ? <span className="text-ink-faint">no evidence</span> : <><span className="font-semibold">{part.score}</span><span className="text-ink-faint"> · {Math.round(part.weight * 100)} % of the score</span></>}
            </p>
          </div>
          <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-sunken">
            {part.score !== null && <div className={cn("h-full rounded-full", BARS[scoreTone(part.score)])} style={{ width: `${Math.max(part.score, 2)}%` }} />}
          </div>
          <p className="mt-1.5 text-sm text-ink-soft first-letter:uppercase">{part.says}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 gap-y-1">
            {part.evidence_ids.map((id) => {
              const row = known.get(id);
              return row === undefined ? null : (
                <button key={id} type="button" onClick={() => onOpen(row)} className="inline-flex items-center gap-1 rounded text-xs text-pine underline-offset-4 hover:underline">
                  <FileSearch aria-hidden className="size-3.5" />
                  {evidenceName(row)}: {row.query}
                </button>
              );
            })}
          </p>
        </li>
      ))}
    </ul>
  );
}
