import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

const noticeStyles = cva("flex gap-3 rounded-xl px-4 py-3 text-sm", {
  variants: {
    tone: {
      info: "bg-sky-soft [&>svg]:text-sky",
      warn: "bg-amber-soft [&>svg]:text-amber",
      bad: "bg-danger-soft [&>svg]:text-danger",
      good: "bg-pine-soft [&>svg]:text-pine",
    },
  },
  defaultVariants: { tone: "info" },
});

type Props = VariantProps<typeof noticeStyles> & {
  icon: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
  role?: "alert" | "status";
};

export function Notice({ tone, icon: Icon, children, action, className, role }: Props) {
  return (
    <div role={role} className={cn(noticeStyles({ tone }), className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}
