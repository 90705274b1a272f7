import { useMutation, useQueryClient } from "@tanstack/react-query";
import { productKeys } from "@/features/products/product-api";
import type { StatusVerb } from "@/features/products/product-status";
import { core, dataOf, done } from "@/lib/api/client";
import type { Product, ProductChange, ProductImage, ProductInput } from "@/lib/api/types";

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
    mutationFn: ({ body, key }: { body: ProductInput; key: string }) => {
      const params = { path: { store_id: storeId }, header: { "Idempotency-Key": key } };
      return dataOf(core.POST("/api/v1/stores/{store_id}/products", { params, body }));
    },
    onSuccess: keep,
  });
}

export function useProductUpdate(storeId: string, id: string) {
  const keep = useKeep(storeId);
  return useMutation({
    mutationFn: (body: ProductChange) => {
      const path = { store_id: storeId, product_id: id };
      return dataOf(core.PATCH("/api/v1/stores/{store_id}/products/{product_id}", { params: { path }, body }));
    },
    onSuccess: keep,
  });
}

/** Publishes, unpublishes or archives one product. */
export function productMove(storeId: string, id: string, verb: StatusVerb) {
  const params = { path: { store_id: storeId, product_id: id } };
  if (verb === "publish") return dataOf(core.POST("/api/v1/stores/{store_id}/products/{product_id}/publish", { params }));
  if (verb === "unpublish") return dataOf(core.POST("/api/v1/stores/{store_id}/products/{product_id}/unpublish", { params }));
  return dataOf(core.POST("/api/v1/stores/{store_id}/products/{product_id}/archive", { params }));
}

export function useProductStatus(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: StatusVerb) => productMove(storeId, id, verb),
    onSuccess: () => client.invalidateQueries({ queryKey: productKeys.all(storeId) }),
  });
}

export function useProductDelete(storeId: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(core.DELETE("/api/v1/stores/{store_id}/products/{product_id}", { params: { path: { store_id: storeId, product_id: id } } })),
    onSuccess: () => {
      client.removeQueries({ queryKey: productKeys.detail(storeId, id) });
      return client.invalidateQueries({ queryKey: [...productKeys.all(storeId), "list"] });
    },
  });
}

/** Sends one picture; it goes to the end. */
export function imageUpload(storeId: string, productId: string, file: File): Promise<ProductImage> {
  const form = new FormData();
  form.set("file", file);
  const params = { path: { store_id: storeId, product_id: productId } };
  return dataOf(
    core.POST("/api/v1/stores/{store_id}/products/{product_id}/images", { params, body: { file: file.name }, bodySerializer: () => form }),
  );
}

type ImageChange = { imageId: string; change: { alt_text?: string; position?: number } };

/** Changes a product's pictures; the screen follows at once and is set right when a call fails. */
export function useImageChanges(storeId: string, productId: string) {
  const client = useQueryClient();
  const queryKey = productKeys.detail(storeId, productId);
  const pathOf = (imageId: string) => ({ store_id: storeId, product_id: productId, image_id: imageId });

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
    mutationFn: ({ imageId, change }: ImageChange) =>
      done(core.PATCH("/api/v1/stores/{store_id}/products/{product_id}/images/{image_id}", { params: { path: pathOf(imageId) }, body: change })),
    onMutate: ({ imageId, change }: ImageChange) => draw((images) => moved(images, imageId, change)),
    onError: undo,
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: (imageId: string) =>
      done(core.DELETE("/api/v1/stores/{store_id}/products/{product_id}/images/{image_id}", { params: { path: pathOf(imageId) } })),
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
