"use client";

import { useQuery } from "@tanstack/react-query";
import { Copy, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { discountQuery, useDiscountDelete, useDiscountUpdate, type Discount } from "@/features/discounts/discount-api";
import { DiscountForm } from "@/features/discounts/discount-form";
import { DiscountStateBadge, discountGives } from "@/features/discounts/discount-state";
import { IfCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";

function DeleteDiscount({ discount }: { discount: Discount }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const remove = useDiscountDelete(store.id, discount.id);
  function confirm() {
    remove.mutate(undefined, {
      onSuccess: () => { toast.success(`${discount.code} is deleted.`); router.replace(path("discounts")); },
      onError: (error) => { toast.error(messageOf(error)); setOpen(false); },
    });
  }
  return (
    <>
      <Button size="icon" aria-label="Delete discount" onClick={() => setOpen(true)}><Trash2 /></Button>
      <ConfirmDialog isOpen={isOpen} onOpenChange={setOpen} title={`Delete ${discount.code}?`} description="Orders placed with it keep what they were given." confirmLabel="Delete" isDangerous isBusy={remove.isPending} onConfirm={confirm} />
    </>
  );
}

export function DiscountEdit({ discountId }: { discountId: string }) {
  const store = useStore();
  const discount = useQuery({ ...discountQuery(store.id, discountId), refetchOnWindowFocus: false });
  const update = useDiscountUpdate(store.id, discountId);
  useNamePage(discount.data?.code);
  if (discount.isPending) return <div className="space-y-5"><CardSkeleton lines={4} /><CardSkeleton lines={4} /></div>;
  if (discount.data === undefined) return <ErrorState error={discount.error} onRetry={() => void discount.refetch()} />;
  const { data } = discount;
  const link = `${store.url.replace(/\/+$/, "")}/?discount=${data.code}`;
  async function copy() {
    await navigator.clipboard.writeText(link);
    toast.success("The link is copied.");
  }
  return (
    <>
      <PageHeader title={<span className="font-mono">{data.code}</span>} hint={`${discountGives(data)} · used ${counted(data.times_used, "time")}`} badge={<DiscountStateBadge state={data.state} />}>
        <Button onClick={() => void copy()}><Copy />Copy link</Button>
        <IfCan permission="discounts.write"><DeleteDiscount discount={data} /></IfCan>
      </PageHeader>
      <WriteFence permission="discounts.write">
        <DiscountForm key={data.id} discount={data} saveLabel="Save" onSave={async (body) => { const saved = await update.mutateAsync(body); toast.success("Saved."); return saved; }} />
      </WriteFence>
    </>
  );
}
