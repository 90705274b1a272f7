"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { PageHeader } from "@/components/ui/page-header";
import { useDiscountCreate } from "@/features/discounts/discount-api";
import { DiscountForm } from "@/features/discounts/discount-form";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useIdempotencyKey } from "@/lib/api/idempotency";

export function DiscountCreate() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const create = useDiscountCreate(store.id);
  const idempotency = useIdempotencyKey();
  return (
    <>
      <PageHeader title="Create discount" />
      <DiscountForm
        saveLabel="Create discount"
        onSave={async (body) => {
          const discount = await create.mutateAsync({ body, key: idempotency.keyFor(body) });
          idempotency.settle();
          toast.success(`${discount.code} is created.`);
          router.replace(path(`discounts/${discount.id}`));
          return discount;
        }}
      />
    </>
  );
}
