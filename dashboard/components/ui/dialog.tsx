"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { useFocusReturn } from "@/components/ui/use-focus-return";

export const overlayStyles = "fixed inset-0 z-50 bg-black/40 data-[state=open]:animate-fade-in";

type Props = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  className?: string;
};

export function Dialog({ isOpen, onOpenChange, title, description, children, footer, className }: Props) {
  const onCloseAutoFocus = useFocusReturn(isOpen);
  return (
    <Primitive.Root open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyles} />
        <Primitive.Content
          onCloseAutoFocus={onCloseAutoFocus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[88dvh] w-[calc(100vw-2rem)] max-w-lg -translate-1/2 flex-col rounded-2xl border border-line bg-surface shadow-float data-[state=open]:animate-rise-in",
            className,
          )}
        >
          <div className="flex items-start justify-between gap-4 px-6 pt-5">
            <div className="min-w-0">
              <Primitive.Title className="text-lg wrap-anywhere">{title}</Primitive.Title>
              {description && <Primitive.Description className="mt-1 text-sm text-ink-soft">{description}</Primitive.Description>}
            </div>
            <Primitive.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mt-1 -mr-2"><X /></Button>
            </Primitive.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-6 py-4">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-4">{footer}</div>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
