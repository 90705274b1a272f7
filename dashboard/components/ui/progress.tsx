import { cn } from "@/components/ui/cn";

export function Progress({ percent, label, tone = "pine", className }: { percent: number; label: string; tone?: "pine" | "amber" | "danger"; className?: string }) {
  const width = Math.min(100, Math.max(0, percent));
  const colour = { pine: "bg-pine", amber: "bg-amber", danger: "bg-danger" }[tone];
  return (
    <div role="progressbar" aria-label={label} aria-valuenow={Math.round(width)} aria-valuemin={0} aria-valuemax={100} className={cn("h-2 overflow-hidden rounded-full bg-sunken", className)}>
      <div className={cn("h-full rounded-full transition-[width] duration-500", colour)} style={{ width: `${width}%` }} />
    </div>
  );
}
