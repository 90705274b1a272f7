import { Badge } from "@/components/ui/badge";
import { IMPORT_STATUS } from "@/features/imports/import-progress";
import type { ImportStatus } from "@/lib/api/types";

export function ImportBadge({ status }: { status: ImportStatus }) {
  const { label, tone, mark } = IMPORT_STATUS[status];
  return <Badge tone={tone} mark={mark}>{label}</Badge>;
}
