"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { core, dataOf } from "@/lib/api/client";
import { messageOf } from "@/lib/api/errors";

/** The right to erasure, for whoever may change customers: says what goes and what the law lets nobody delete. */
export function ErasePerson({ email }: { email: string }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const client = useQueryClient();
  const canErase = useCan()("customers.write");
  const [isAsking, setAsking] = useState(false);
  const erase = useMutation({
    mutationFn: () => dataOf(core.POST("/api/v1/stores/{store_id}/consent/erasure", { params: { path: { store_id: store.id } }, body: { email } })),
    onSuccess: () => {
      toast.success("Erased", { description: "Lists and histories follow within a minute." });
      router.push(path("email/audience"));
      void client.invalidateQueries({ queryKey: ["store", store.id] });
    },
    onError: (error) => void toast.error(messageOf(error)),
  });
  if (!canErase) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}><Eraser />Erase person</Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Erase this person?"
        description={<span className="wrap-anywhere">Everything your shop knows of {email} is deleted. This cannot be undone.</span>}
        confirmLabel="Erase"
        isDangerous
        isBusy={erase.isPending}
        onConfirm={() => erase.mutate()}
      >
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-soft">
          <li><span className="font-medium text-ink">Goes:</span> consent, shop account, kept addresses, carts, wishes, mails and their contents, waiting mails and calls. Flows they are in end.</li>
          <li><span className="font-medium text-ink">Stays:</span> orders with their payments and purchases, because books must be kept. Figures stay true, without a name.</li>
          <li><span className="font-medium text-ink">Stays as a fingerprint:</span> the proof of consent, and that nothing may be sent there if they had left.</li>
        </ul>
      </ConfirmDialog>
    </>
  );
}
