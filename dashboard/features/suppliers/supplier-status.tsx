import { Badge, type Tone } from "@/components/ui/badge";
import type { SupplierConnection } from "@/features/suppliers/supplier-api";

type Look = { label: string; tone: Tone; mark: "full" | "ring" };

export const CONNECTION: Record<SupplierConnection["status"], Look> = {
  NOT_CONNECTED: { label: "Not connected", tone: "neutral", mark: "ring" },
  CONNECTED: { label: "Connected", tone: "good", mark: "full" },
  EXPIRING: { label: "Ends soon", tone: "warn", mark: "ring" },
  EXPIRED: { label: "Ended", tone: "bad", mark: "full" },
  REVOKED: { label: "Revoked", tone: "bad", mark: "full" },
};

export function ConnectionBadge({ status }: { status: SupplierConnection["status"] }) {
  const { label, tone, mark } = CONNECTION[status];
  return <Badge tone={tone} mark={mark}>{label}</Badge>;
}
