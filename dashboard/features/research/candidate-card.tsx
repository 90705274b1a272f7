import { Eye, ImageOff, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import type { Candidate } from "@/features/research/research-api";
import { ScoreRing } from "@/features/research/score-ring";
import { JUDGEMENT, QUALITY, SOURCES, STATE, supplierPrice } from "@/features/research/words";

export function Picture({ url, className }: { url: string; className?: string }) {
  if (url === "") return <span className={`grid place-items-center bg-sunken text-ink-faint ${className ?? ""}`}><ImageOff aria-hidden className="size-5" /></span>;
  // A supplier's picture, shown from its address until the product is imported.
  return <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" className={`bg-sunken object-cover ${className ?? ""}`} />;
}

/** One candidate in a list: what it is, how it scored, and what to know before opening it. */
export function CandidateCard({ candidate, href }: { candidate: Candidate; href: string }) {
  const state = STATE[candidate.state];
  const judgement = candidate.judgement === "" ? null : JUDGEMENT[candidate.judgement];
  return (
    <li className="relative flex items-center gap-4 border-t border-line px-4 py-3.5 first:border-t-0 hover:bg-sunken/60 sm:px-5">
      <Picture url={candidate.image_url} className="size-16 shrink-0 rounded-lg sm:size-18" />
      <div className="min-w-0 flex-1">
        <Link href={href} className="line-clamp-2 text-sm font-medium after:absolute after:inset-0">{candidate.title}</Link>
        <p className="mt-0.5 text-xs text-ink-faint">
          {supplierPrice(candidate.price, candidate.currency)} · {SOURCES[candidate.provider] ?? candidate.provider} · “{candidate.keyword}”
        </p>
        <p className="mt-1.5 flex flex-wrap gap-1.5">
          {state && <Badge tone={state.tone}>{state.label}</Badge>}
          {judgement && <Badge tone={judgement.tone}>{judgement.label}</Badge>}
          <Badge tone={QUALITY[candidate.quality].tone}>{QUALITY[candidate.quality].label}</Badge>
          {candidate.flags.length > 0 && <Badge tone="warn"><TriangleAlert aria-hidden className="size-3" />{candidate.flags.join(", ")}</Badge>}
          {candidate.watchlist_item_id && <Eye aria-label="On the watch list" className="size-4 text-copper" />}
        </p>
      </div>
      <ScoreRing score={candidate.score} />
    </li>
  );
}
