import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { core, pageOf } from "@/lib/api/client";
import type { AuditQuery } from "@/lib/api/types";

export function auditQuery(merchantId: string, query: AuditQuery) {
  return queryOptions({
    queryKey: ["merchant", merchantId, "audit", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/merchants/{merchant_id}/audit", { params: { path: { merchant_id: merchantId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The address of the same rows as CSV. */
export function auditExportHref(merchantId: string, query: AuditQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "" && name !== "page" && name !== "per_page") search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/core/merchants/${merchantId}/audit/export${text === "" ? "" : `?${text}`}`;
}
