"use client";

import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useRedirectSave } from "@/features/seo/seo-api";
import { TargetField } from "@/features/seo/target-field";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

type Props = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description: string;
  confirmLabel?: string;
  /** The page's address in the shop, such as /products/lamp; null when no shopper ever saw it. */
  path: string | null;
  onDelete: () => Promise<unknown>;
  onDeleted: () => void;
};

/**
 * Asks before a page of the shop is deleted, and where its address shall lead. The redirect is made first: while the
 * page is there it does nothing, and a target that is refused deletes nothing.
 */
export function DeleteDialog({ isOpen, onOpenChange, title, description, confirmLabel = "Delete", path, onDelete, onDeleted }: Props) {
  const store = useStore();
  const save = useRedirectSave(store.id);
  const mayLead = useCan()("seo.write") && path !== null;
  const [target, setTarget] = useState("");
  const [isBusy, setBusy] = useState(false);
  const placed = save.isError ? placeErrors(save.error, ["target"]) : null;
  async function confirm() {
    setBusy(true);
    try {
      if (mayLead && target.trim() !== "") {
        try {
          await save.mutateAsync({ from_path: path, target: target.trim() });
        } catch {
          return; // The refusal stands at the field.
        }
      }
      await onDelete();
      onDeleted();
    } catch (error) {
      toast.error(messageOf(error));
      onOpenChange(false);
    } finally {
      setBusy(false);
    }
  }
  return (
    <ConfirmDialog isOpen={isOpen} onOpenChange={onOpenChange} title={title} description={description} confirmLabel={confirmLabel} isDangerous isBusy={isBusy} onConfirm={() => void confirm()}>
      {mayLead && (
        <div className="space-y-3">
          <FormError message={placed?.form ?? null} />
          <TargetField label="Its address leads to" value={target} onChange={(value) => { setTarget(value); save.reset(); }} error={placed?.fields.target} hint="Left empty, it says that the page is gone for good." />
        </div>
      )}
    </ConfirmDialog>
  );
}
