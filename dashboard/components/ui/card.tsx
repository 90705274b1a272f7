import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("rounded-xl border border-line bg-surface shadow-card", className)} {...rest} />;
}

type HeaderProps = { title: ReactNode; hint?: ReactNode; children?: ReactNode; className?: string };

export function CardHeader({ title, hint, children, className }: HeaderProps) {
  return (
    <div className={cn("flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4.5", className)}>
      <div className="min-w-0">
        <h2 className="text-base wrap-anywhere">{title}</h2>
        {hint && <p className="mt-0.5 text-sm text-ink-faint">{hint}</p>}
      </div>
      {children}
    </div>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("px-5 py-4.5", className)} {...rest} />;
}
