import { z } from "zod";
import type { Product, ProductInput } from "@/lib/api/types";

export const productSchema = z.object({
  title: z.string().trim().min(1, "A product needs a title.").max(255, "At most 255 characters."),
  description_html: z.string(),
  status: z.enum(["DRAFT", "ACTIVE", "ARCHIVED"]),
  vendor: z.string().trim().max(255, "At most 255 characters."),
  product_type: z.string().trim().max(255, "At most 255 characters."),
  tags: z.string(),
  handle: z.string().trim().regex(/^$|^[\p{Ll}\p{Lo}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{N}]+)*$/u, "Small letters, digits and single hyphens."),
  seo_title: z.string().trim().max(255, "At most 255 characters."),
  seo_description: z.string().trim().max(500, "At most 500 characters."),
});

export type ProductValues = z.infer<typeof productSchema>;
export const PRODUCT_FIELDS = [
  "title", "description_html", "status", "vendor", "product_type", "tags", "handle", "seo_title", "seo_description",
] as const satisfies readonly (keyof ProductValues)[];

export function productValuesOf(product: Product | undefined): ProductValues {
  return {
    title: product?.title ?? "",
    description_html: product?.description_html ?? "",
    status: product?.status ?? "DRAFT",
    vendor: product?.vendor ?? "",
    product_type: product?.product_type ?? "",
    tags: product?.tags.join(", ") ?? "",
    handle: product?.handle ?? "",
    seo_title: product?.seo_title ?? "",
    seo_description: product?.seo_description ?? "",
  };
}

/** "summer, Sale , summer" → ["summer", "Sale"]. */
export function tagsIn(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];
}

/** What to send: the fields that changed, or all of them for a new product. */
export function productInputOf(values: ProductValues, changed: Partial<Record<keyof ProductValues, unknown>> | "all"): Partial<ProductInput> {
  const { tags, handle, ...texts } = values;
  const all: ProductInput = { ...texts, tags: tagsIn(tags), ...(handle === "" ? {} : { handle }) };
  if (changed === "all") return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => changed[name as keyof ProductValues]));
}
