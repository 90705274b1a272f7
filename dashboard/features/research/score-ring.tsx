import { cn } from "@/components/ui/cn";
import { scoreTone } from "@/features/research/words";

const SIZES = { sm: { box: "size-12", text: "text-sm" }, lg: { box: "size-24", text: "text-2xl" } };
const STROKES = { pine: "stroke-pine", amber: "stroke-amber", danger: "stroke-danger" };
const AROUND = 2 * Math.PI * 16;

/** A score as a ring with its number; a dash where there is no evidence to score. */
export function ScoreRing({ score, size = "sm" }: { score: number | null; size?: keyof typeof SIZES }) {
  const { box, text } = SIZES[size];
  return (
    <span role="img" aria-label={score === null ? "No score" : `Score ${score} of 100`} className={cn("relative grid shrink-0 place-items-center", box)}>
      <svg viewBox="0 0 40 40" className="absolute inset-0 size-full -rotate-90" aria-hidden>
        <circle cx="20" cy="20" r="16" fill="none" strokeWidth="4" className="stroke-sunken" />
        {score !== null && (
          <circle cx="20" cy="20" r="16" fill="none" strokeWidth="4" strokeLinecap="round" strokeDasharray={`${(score / 100) * AROUND} ${AROUND}`} className={STROKES[scoreTone(score)]} />
        )}
      </svg>
      <span aria-hidden className={cn("font-semibold tabular-nums", text)}>{score ?? "–"}</span>
    </span>
  );
}
