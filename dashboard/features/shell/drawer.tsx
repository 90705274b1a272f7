"use client";

import { Dialog } from "radix-ui";
import { overlayStyles } from "@/components/ui/dialog";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { Sidebar } from "@/features/shell/sidebar";

export function Drawer({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const onCloseAutoFocus = useFocusReturn(isOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayStyles} />
        <Dialog.Content onCloseAutoFocus={onCloseAutoFocus} aria-describedby={undefined} className="fixed inset-y-0 left-0 z-50 w-[min(19rem,85vw)] shadow-float data-[state=open]:animate-slide-in">
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Sidebar onNavigate={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
