"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { collectionQuery, useCollectionDelete, useCollectionUpdate } from "@/features/collections/collection-api";
import { CollectionForm } from "@/features/collections/collection-form";
import { CollectionProducts } from "@/features/collections/collection-products";
import { DeleteDialog } from "@/features/seo/delete-dialog";
import { IfCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import type { Collection } from "@/lib/api/types";

function DeleteCollection({ collection }: { collection: Collection }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const remove = useCollectionDelete(store.id, collection.id);
  return (
    <>
      <Button size="icon" aria-label="Delete collection" onClick={() => setOpen(true)}><Trash2 /></Button>
      <DeleteDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={`Delete “${collection.title}”?`}
        description="Only the collection goes; its products stay."
        path={`/collections/${collection.handle}`}
        onDelete={() => remove.mutateAsync()}
        onDeleted={() => { toast.success(`“${collection.title}” is deleted.`); router.replace(path("collections")); }}
      />
    </>
  );
}

export function CollectionEdit({ collectionId }: { collectionId: string }) {
  const store = useStore();
  const collection = useQuery({ ...collectionQuery(store.id, collectionId), refetchOnWindowFocus: false });
  const update = useCollectionUpdate(store.id, collectionId);
  useNamePage(collection.data?.title);
  if (collection.isPending) return <div className="space-y-5"><CardSkeleton lines={6} /><CardSkeleton /></div>;
  if (collection.data === undefined) return <ErrorState error={collection.error} onRetry={() => void collection.refetch()} />;
  const { data } = collection;
  return (
    <>
      <PageHeader title={data.title}>
        {data.is_published && <Button asChild><a href={`${store.url.replace(/\/+$/, "")}/collections/${data.handle}`} target="_blank" rel="noreferrer"><ExternalLink />View in shop</a></Button>}
        <IfCan permission="products.write"><DeleteCollection collection={data} /></IfCan>
      </PageHeader>
      <WriteFence permission="products.write">
      <div className="grid items-start gap-5 *:min-w-0 lg:grid-cols-2">
        <CollectionForm
          key={data.id}
          collection={data}
          saveLabel="Save"
          onSave={async (body) => {
            const saved = await update.mutateAsync(body);
            toast.success("Saved.");
            return saved;
          }}
        />
        <CollectionProducts collectionId={collectionId} />
      </div>
      </WriteFence>
    </>
  );
}
