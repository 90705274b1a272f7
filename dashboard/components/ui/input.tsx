import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export const controlStyles =
  "w-full rounded-lg border border-line-strong bg-surface px-3 text-base text-ink shadow-card transition-[border-color,box-shadow] sm:text-sm hover:border-ink-faint focus-visible:border-pine focus-visible:outline-0 focus-visible:ring-3 focus-visible:ring-pine/20 disabled:bg-sunken disabled:text-ink-faint disabled:hover:border-line-strong aria-invalid:border-danger aria-invalid:focus-visible:ring-danger/20";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(controlStyles, "h-9.5", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlStyles, "min-h-24 py-2 leading-relaxed", className)} {...rest} />;
}
