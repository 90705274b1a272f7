"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, Ellipsis, ExternalLink, Eye, EyeOff, Link2, Sparkles, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { CollectionsCard } from "@/features/products/collections-card";
import { ImagesCard } from "@/features/products/images-card";
import { productQuery } from "@/features/products/product-api";
import { ProductForm } from "@/features/products/product-form";
import { useProductDelete, useProductStatus, useProductUpdate } from "@/features/products/product-mutations";
import { ProductStatusBadge, type StatusVerb } from "@/features/products/product-status";
import { DeleteDialog } from "@/features/seo/delete-dialog";
import { SupplierCard } from "@/features/sync/supplier-card";
import { useCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import type { Product } from "@/lib/api/types";
import { formatAgo } from "@/lib/format/time";

const DONE: Record<StatusVerb, string> = {
  publish: "It is on sale now.",
  unpublish: "It is a draft again; shoppers no longer see it.",
  archive: "It is archived.",
};

function DeleteProduct({ product, isOpen, onOpenChange }: { product: Product; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const remove = useProductDelete(store.id, product.id);
  return (
    <DeleteDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete “${product.title}”?`}
      description="The product, its variants and pictures are removed for good. Orders keep what was sold. To only hide it, archive it."
      confirmLabel="Delete for good"
      path={`/products/${product.handle}`}
      onDelete={() => remove.mutateAsync()}
      onDeleted={() => { toast.success(`“${product.title}” is deleted.`); router.replace(path("products")); }}
    />
  );
}

function HeaderActions({ product }: { product: Product }) {
  const store = useStore();
  const status = useProductStatus(store.id, product.id);
  const [isDeleting, setDeleting] = useState(false);
  const can = useCan()("products.write");
  const change = (verb: StatusVerb) =>
    status.mutate(verb, { onSuccess: () => toast.success(DONE[verb]), onError: (error) => toast.error(messageOf(error)) });
  const isActive = product.status === "ACTIVE";
  return (
    <>
      {isActive && <Button asChild><a href={product.storefront_url} target="_blank" rel="noreferrer"><ExternalLink />View in shop</a></Button>}
      {!isActive && can && <Button variant="primary" isBusy={status.isPending} onClick={() => change("publish")}><Eye />Publish</Button>}
      {can && <Menu>
        <MenuTrigger asChild><Button size="icon" aria-label="More actions"><Ellipsis /></Button></MenuTrigger>
        <MenuContent align="end">
          {isActive && <MenuItem onSelect={() => change("unpublish")}><EyeOff />Unpublish</MenuItem>}
          {product.status !== "ARCHIVED" && <MenuItem onSelect={() => change("archive")}><Archive />Archive</MenuItem>}
          {product.source_url && <MenuItem asChild><a href={product.source_url} target="_blank" rel="noreferrer"><Link2 />Open its source</a></MenuItem>}
          <MenuSeparator />
          <MenuItem isDangerous onSelect={() => setDeleting(true)}><Trash2 />Delete…</MenuItem>
        </MenuContent>
      </Menu>}
      <DeleteProduct product={product} isOpen={isDeleting} onOpenChange={setDeleting} />
    </>
  );
}

function EditSkeleton() {
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
      <div className="space-y-5"><CardSkeleton lines={8} /><CardSkeleton lines={5} /></div>
      <CardSkeleton lines={5} />
    </div>
  );
}

/** What an import wants somebody to read; gone once somebody has. */
function ContentNote({ product, note }: { product: Product; note: string }) {
  const store = useStore();
  const update = useProductUpdate(store.id, product.id);
  const dismiss = () => update.mutate({ content_note: null }, { onError: (error) => toast.error(messageOf(error)) });
  return (
    <Notice icon={Sparkles} tone="warn" className="mb-5" action={<Button variant="link" size="sm" isBusy={update.isPending} onClick={dismiss}>I have read it</Button>}>
      {note}
    </Notice>
  );
}

function ProductView({ product }: { product: Product }) {
  const store = useStore();
  const update = useProductUpdate(store.id, product.id);
  return (
    <>
      <PageHeader title={product.title} badge={<ProductStatusBadge status={product.status} />} hint={`Changed ${formatAgo(product.updated_at, store.time_zone)}`}>
        <HeaderActions product={product} />
      </PageHeader>
      <WriteFence permission="products.write">
      {product.content_note && <ContentNote product={product} note={product.content_note} />}
      <ProductForm
        product={product}
        saveLabel="Save"
        onSave={async (body) => {
          const saved = await update.mutateAsync(body);
          toast.success("Saved.");
          return saved;
        }}
        middle={<ImagesCard product={product} />}
        side={<><CollectionsCard product={product} /><SupplierCard productId={product.id} /></>}
      />
      </WriteFence>
    </>
  );
}

export function ProductEdit({ productId }: { productId: string }) {
  const store = useStore();
  const product = useQuery({ ...productQuery(store.id, productId), refetchOnWindowFocus: false });
  useNamePage(product.data?.title);
  if (product.isPending) return <EditSkeleton />;
  if (product.isError && product.data === undefined) return <ErrorState error={product.error} onRetry={() => void product.refetch()} />;
  return <ProductView key={product.data.id} product={product.data} />;
}
