import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";

const badgeStyles = cva(
  "inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-ink-soft",
        good: "bg-pine-soft text-pine",
        warn: "bg-amber-soft text-amber",
        bad: "bg-danger-soft text-danger",
        info: "bg-sky-soft text-sky",
        copper: "bg-copper-soft text-copper",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeStyles>["tone"]>;

/** A state in a word. The dot's shape tells finished (full) from waiting (ring) without colour. */
export function Badge({ tone, mark, children }: { tone?: Tone; mark?: "full" | "ring"; children: ReactNode }) {
  return (
    <span className={badgeStyles({ tone })}>
      {mark && (
        <span aria-hidden className={`size-1.5 rounded-full ${mark === "full" ? "bg-current" : "ring-[1.5px] ring-current"}`} />
      )}
      {children}
    </span>
  );
}
