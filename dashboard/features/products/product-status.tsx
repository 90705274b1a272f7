import { Badge, type Tone } from "@/components/ui/badge";
import type { ProductStatus } from "@/lib/api/types";

export type StatusVerb = "publish" | "unpublish" | "archive";

export const PRODUCT_STATUS: Record<ProductStatus, { label: string; tone: Tone }> = {
  ACTIVE: { label: "Active", tone: "good" },
  DRAFT: { label: "Draft", tone: "neutral" },
  ARCHIVED: { label: "Archived", tone: "warn" },
};

export function ProductStatusBadge({ status }: { status: ProductStatus }) {
  const { label, tone } = PRODUCT_STATUS[status];
  return <Badge tone={tone} mark={status === "DRAFT" ? "ring" : "full"}>{label}</Badge>;
}
