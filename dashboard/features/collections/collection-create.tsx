"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { PageHeader } from "@/components/ui/page-header";
import { useCollectionCreate } from "@/features/collections/collection-api";
import { CollectionForm } from "@/features/collections/collection-form";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useIdempotencyKey } from "@/lib/api/idempotency";

export function CollectionCreate() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const create = useCollectionCreate(store.id);
  const idempotency = useIdempotencyKey();
  return (
    <>
      <PageHeader title="Create collection" />
      <CollectionForm
        saveLabel="Create collection"
        onSave={async (body) => {
          const collection = await create.mutateAsync({ body, key: idempotency.keyFor(body) });
          idempotency.settle();
          toast.success(`“${collection.title}” is created.`);
          router.replace(path(`collections/${collection.id}`));
          return collection;
        }}
      />
    </>
  );
}
