"use client";

import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { overlayStyles } from "@/components/ui/dialog";
import { useFocusReturn } from "@/components/ui/use-focus-return";

type Props = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot simply be undone. Escape and the first focus mean "no". */
export function ConfirmDialog(props: Props) {
  const { isOpen, onOpenChange, title, description, confirmLabel, cancelLabel = "Cancel", isDangerous, isBusy, onConfirm } = props;
  const onCloseAutoFocus = useFocusReturn(isOpen);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayStyles} />
        <AlertDialog.Content onCloseAutoFocus={onCloseAutoFocus} className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-1/2 rounded-2xl border border-line bg-surface p-6 shadow-float data-[state=open]:animate-rise-in">
          <AlertDialog.Title className="text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-soft">{description}</AlertDialog.Description>
          {props.children && <div className="mt-4">{props.children}</div>}
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild><Button>{cancelLabel}</Button></AlertDialog.Cancel>
            <Button variant={isDangerous ? "danger" : "primary"} isBusy={isBusy ?? false} onClick={onConfirm}>{confirmLabel}</Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
