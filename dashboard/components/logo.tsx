import { cn } from "@/components/ui/cn";

/** The mark: a wright's plumb bob, which is also a drop. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-7", className)}>
      <rect width="32" height="32" rx="9" fill="#1b5a47" />
      <path d="M16 4.5v6.2" stroke="#fbfaf4" strokeWidth="1.8" strokeLinecap="round" />
      <path d="M11.6 10.7h8.8l1.5 4.1c.9 2.6.5 4.7-1 6.9L16 28l-4.9-6.3c-1.5-2.2-1.9-4.3-1-6.9z" fill="#fbfaf4" />
      <path d="M16 10.7h4.4l1.5 4.1c.9 2.6.5 4.7-1 6.9L16 28z" fill="#dc8d5a" />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5", className)}>
      <LogoMark />
      <span className="text-lg font-semibold tracking-[-0.03em]">
        Drop<span className="font-normal">wright</span>
      </span>
    </span>
  );
}
