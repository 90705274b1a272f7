import { cn } from "@/components/ui/cn";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("skeleton h-4", className)} />;
}

/** A loading page: what it will look like, and a word for those who cannot see it. */
export function CardSkeleton({ lines = 4, className }: { lines?: number; className?: string }) {
  return (
    <div role="status" className={cn("rounded-xl border border-line bg-surface p-5", className)}>
      <span className="sr-only">Loading…</span>
      <Skeleton className="mb-5 h-5 w-40" />
      <div className="space-y-3">
        {Array.from({ length: lines }, (_, index) => (
          <Skeleton key={index} className={index % 3 === 2 ? "w-2/3" : "w-full"} />
        ))}
      </div>
    </div>
  );
}
