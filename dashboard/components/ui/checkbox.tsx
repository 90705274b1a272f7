"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

export function Checkbox({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        "group relative grid size-4.5 shrink-0 place-items-center rounded-[5px] border border-line-strong bg-surface text-on-pine transition-colors before:absolute before:-inset-2.5 hover:border-pine data-[state=checked]:border-pine data-[state=checked]:bg-pine data-[state=indeterminate]:border-pine data-[state=indeterminate]:bg-pine",
        className,
      )}
      {...rest}
    >
      <Primitive.Indicator>
        <Check className="hidden size-3.5 group-data-[state=checked]:block" strokeWidth={3} />
        <Minus className="hidden size-3.5 group-data-[state=indeterminate]:block" strokeWidth={3} />
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
