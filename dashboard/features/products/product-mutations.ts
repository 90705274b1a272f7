import { useMutation, useQueryClient } from "@tanstack/react-query";
import { productKeys } from "@/features/products/product-api";
import type { StatusVerb } from "@/features/products/use-bulk-status";
import { call } from "@/lib/api/client";
import type { Product, ProductImage, ProductInput } from "@/lib/api/types";

function useKeep(storeId: string) {
  const client = useQueryClient();
  return async (product: Product) => {
    client.setQueryData(productKeys.detail(storeId, product.id), product);
    await client.invalidateQueries({ queryKey: [...productKeys.all(storeId), "list"] });
  };
}

export function useProductCreate(storeId: string) {
  const keep = useKeep(storeId);
  return useMutation({
    mutationFn: ({ body, key }: { body: ProductInput; key: string }) =>
      call<Product>("core", `stores/${storeId}/products`, { method: "POST", body, idempotencyKey: key }),
    onSuccess: keep,
  });
}

export function useProductUpdate(storeId: string, id: string) {
  const keep = useKeep(storeId);
  return useMutation({
    mutationFn: (body: Partial<ProductInput>) => call<Product>("core", `stores/${storeId}/products/${id}`, { method: "PATCH", body }),
    onSuccess: keep,
  });
}

export function useProductStatus(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: StatusVerb) => call("core", `stores/${storeId}/products/${id}/${verb}`, { method: "POST", body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
  });
}

export function useProductDelete(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("core", `stores/${storeId}/products/${id}`, { method: "DELETE" }),
    onSuccess: () => {
      client.removeQueries({ queryKey: productKeys.detail(storeId, id) });
      return client.invalidateQueries({ queryKey: [...productKeys.all(storeId), "list"] });
    },
  });
}

/** Sends one picture; `position` null puts it at the end. */
export function imageUpload(storeId: string, productId: string, file: File): Promise<ProductImage> {
  const form = new FormData();
  form.set("file", file);
  return call<ProductImage>("core", `stores/${storeId}/products/${productId}/images`, { method: "POST", form });
}

type ImageChange = { imageId: string; change: { alt_text?: string; position?: number } };

/** Changes a product's pictures; the screen follows at once and is set right when a call fails. */
export function useImageChanges(storeId: string, productId: string) {
  const client = useQueryClient();
  const queryKey = productKeys.detail(storeId, productId);
  const path = `stores/${storeId}/products/${productId}/images`;

  function draw(change: (images: ProductImage[]) => ProductImage[]) {
    const before = client.getQueryData<Product>(queryKey);
    if (before !== undefined) client.setQueryData<Product>(queryKey, { ...before, images: change(before.images) });
    return { before };
  }
  function undo(_error: unknown, _variables: unknown, context: { before: Product | undefined } | undefined) {
    if (context?.before !== undefined) client.setQueryData(queryKey, context.before);
  }
  const settle = () => client.invalidateQueries({ queryKey: productKeys.all(storeId) });

  const update = useMutation({
    mutationFn: ({ imageId, change }: ImageChange) => call("core", `${path}/${imageId}`, { method: "PATCH", body: change }),
    onMutate: ({ imageId, change }: ImageChange) => draw((images) => moved(images, imageId, change)),
    onError: undo,
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: (imageId: string) => call("core", `${path}/${imageId}`, { method: "DELETE" }),
    onMutate: (imageId: string) => draw((images) => images.filter(({ id }) => id !== imageId)),
    onError: undo,
    onSettled: settle,
  });
  return { update, remove, refresh: settle };
}

function moved(images: ProductImage[], id: string, change: ImageChange["change"]): ProductImage[] {
  const next = images.map((image) => (image.id === id ? { ...image, ...change } : image));
  if (change.position === undefined) return next;
  const from = next.findIndex((image) => image.id === id);
  const [picked] = next.splice(from, 1);
  if (picked !== undefined) next.splice(change.position, 0, picked);
  return next;
}
