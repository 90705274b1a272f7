"use client";

import { ImagePlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { ProductForm } from "@/features/products/product-form";
import { useProductCreate } from "@/features/products/product-mutations";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useIdempotencyKey } from "@/lib/api/idempotency";
import type { Product, ProductInput } from "@/lib/api/types";

export function ProductCreate() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const create = useProductCreate(store.id);
  const idempotency = useIdempotencyKey();

  async function save(body: Partial<ProductInput>): Promise<Product> {
    const full: ProductInput = { ...body, title: body.title ?? "" };
    const product = await create.mutateAsync({ body: full, key: idempotency.keyFor(full) });
    idempotency.settle();
    toast.success(`“${product.title}” is saved.`);
    router.replace(path(`products/${product.id}`));
    return product;
  }

  return (
    <>
      <PageHeader title="Add product" />
      <ProductForm
        onSave={save}
        saveLabel="Save product"
        middle={<Notice icon={ImagePlus}>Pictures can be added as soon as the product is saved.</Notice>}
      />
    </>
  );
}
