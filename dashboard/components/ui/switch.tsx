"use client";

import { Switch as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export function Switch({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        "relative h-6 w-10.5 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors data-[state=checked]:border-pine data-[state=checked]:bg-pine disabled:opacity-50",
        className,
      )}
      {...rest}
    >
      <Primitive.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-surface shadow-card ring-1 ring-line-strong transition-transform data-[state=checked]:translate-x-5 data-[state=checked]:ring-0" />
    </Primitive.Root>
  );
}
