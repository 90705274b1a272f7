import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Definition } from "@/features/email/flow-graph";
import type { components } from "@/lib/api/automation";
import { automation, dataOf, pageOf } from "@/lib/api/client";
import type { PageQuery } from "@/lib/api/types";

type Schemas = components["schemas"];
export type FlowRow = Schemas["FlowRowOutput"];
export type FlowProblem = Schemas["FlowProblemOutput"];
export type FlowDetail = Omit<Schemas["FlowDetailOutput"], "draft" | "published"> & { draft: Definition; published: Definition | null };
export type Template = Schemas["TemplateOutput"];
export type Person = Schemas["ContactOutput"];
export type Suppressed = Schemas["SuppressionOutput"];
export type Segment = Schemas["SegmentOutput"];
export type SegmentRule = { check: string; tag?: string; country?: string; count?: number; days?: number };
export type MailSettings = Schemas["MailSettingsOutput"];
export type Block = { id?: string; type: string; text?: string; html?: string; label?: string; url?: string; alt?: string; link?: string; source?: string; height?: number };
export type Content = { subject: string; preheader: string; blocks: Block[] };

const all = (storeId: string) => ["store", storeId, "email"] as const;
const base = "/api/v1/automation/stores/{store_id}/email" as const;

// The schema of a definition is wider than OpenAPI can say; the API has checked it on the way in.
const asFlow = (detail: Schemas["FlowDetailOutput"]): FlowDetail => ({ ...detail, draft: detail.draft as Definition, published: detail.published as Definition | null });

export function flowListQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "flows"],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/flows`, { params: { path: { store_id: storeId } }, signal })),
  });
}

export function flowQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "flow", id],
    queryFn: async ({ signal }) => asFlow(await dataOf(automation.GET(`${base}/flows/{flow_id}`, { params: { path: { store_id: storeId, flow_id: id } }, signal }))),
  });
}

export function useFlowCreate(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => dataOf(automation.POST(`${base}/flows`, { params: { path: { store_id: storeId } }, body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "flows"] }),
  });
}

export type FlowChange = { save: { name?: string; definition?: Definition } } | { verb: "publish" | "on" | "off" };

export function useFlowChange(storeId: string, id: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId, flow_id: id } };
  return useMutation({
    mutationFn: async (change: FlowChange) => {
      if ("save" in change) return asFlow(await dataOf(automation.PATCH(`${base}/flows/{flow_id}`, { params, body: change.save })));
      if (change.verb === "publish") return asFlow(await dataOf(automation.POST(`${base}/flows/{flow_id}/publish`, { params })));
      if (change.verb === "on") return asFlow(await dataOf(automation.POST(`${base}/flows/{flow_id}/on`, { params })));
      return asFlow(await dataOf(automation.POST(`${base}/flows/{flow_id}/off`, { params })));
    },
    onSuccess: (detail) => {
      client.setQueryData(flowQuery(storeId, id).queryKey, detail);
      return client.invalidateQueries({ queryKey: [...all(storeId), "flows"] });
    },
  });
}

export function templateListQuery(storeId: string, query: PageQuery) {
  return queryOptions({
    queryKey: [...all(storeId), "templates", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/templates`, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function templateQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "template", id],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/templates/{template_id}`, { params: { path: { store_id: storeId, template_id: id } }, signal })),
  });
}

export function useTemplateSave(storeId: string, id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Content & { name: string }) =>
      id === null
        ? dataOf(automation.POST(`${base}/templates`, { params: { path: { store_id: storeId } }, body }))
        : dataOf(automation.PUT(`${base}/templates/{template_id}`, { params: { path: { store_id: storeId, template_id: id } }, body })),
    onSuccess: (saved) => {
      client.setQueryData(templateQuery(storeId, saved.id).queryKey, saved);
      return client.invalidateQueries({ queryKey: [...all(storeId), "templates"] });
    },
  });
}

/** A mail as the shopper with this address would get it; an empty address is somebody made up. */
export function previewQuery(storeId: string, content: Content, email: string) {
  return queryOptions({
    queryKey: [...all(storeId), "preview", content, email],
    queryFn: ({ signal }) => dataOf(automation.POST(`${base}/templates/preview`, { params: { path: { store_id: storeId } }, body: { ...content, email, discount_code: "" }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: content.subject.trim() !== "",
  });
}

export function useTestSend(storeId: string) {
  return useMutation({
    mutationFn: ({ content, to, email }: { content: Content; to: string; email: string }) =>
      dataOf(automation.POST(`${base}/templates/test`, { params: { path: { store_id: storeId } }, body: { ...content, to, email, discount_code: "" } })),
  });
}

export function segmentListQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "segments"],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/segments`, { params: { path: { store_id: storeId } }, signal })),
  });
}

export type SegmentChange = { save: { id: string | null; name: string; rules: SegmentRule[] } } | { remove: string };

export function useSegmentChange(storeId: string) {
  const client = useQueryClient();
  const path = { store_id: storeId };
  return useMutation({
    mutationFn: async (change: SegmentChange) => {
      if ("remove" in change) {
        await dataOf(automation.DELETE(`${base}/segments/{segment_id}`, { params: { path: { ...path, segment_id: change.remove } } }));
        return null;
      }
      const { id, ...body } = change.save;
      if (id === null) return dataOf(automation.POST(`${base}/segments`, { params: { path }, body }));
      return dataOf(automation.PUT(`${base}/segments/{segment_id}`, { params: { path: { ...path, segment_id: id } }, body }));
    },
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: [...all(storeId), "segments"] }), client.invalidateQueries({ queryKey: [...all(storeId), "people"] })]),
  });
}

export function useWebhookSecret(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(automation.POST(`${base}/webhook-secret`, { params: { path: { store_id: storeId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [...all(storeId), "settings"] }),
  });
}

export function peopleQuery(storeId: string, query: PageQuery & { search?: string; consent?: string; segment?: string }) {
  return queryOptions({
    queryKey: [...all(storeId), "people", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/contacts`, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function personQuery(storeId: string, id: string) {
  return queryOptions({
    queryKey: [...all(storeId), "person", id],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/contacts/{contact_id}`, { params: { path: { store_id: storeId, contact_id: id } }, signal })),
  });
}

export function historyQuery(storeId: string, id: string, query: PageQuery) {
  return queryOptions({
    queryKey: [...all(storeId), "history", id, query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/contacts/{contact_id}/history`, { params: { path: { store_id: storeId, contact_id: id }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function suppressedQuery(storeId: string, query: PageQuery & { search?: string }) {
  return queryOptions({
    queryKey: [...all(storeId), "suppressed", query],
    queryFn: ({ signal }) => pageOf(automation.GET(`${base}/suppressions`, { params: { path: { store_id: storeId }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export type SuppressionChange = { add: string } | { remove: string } | { take: string };

export function useSuppressionChange(storeId: string) {
  const client = useQueryClient();
  const params = { path: { store_id: storeId } };
  return useMutation({
    mutationFn: async (change: SuppressionChange): Promise<{ added: number; wrong_lines: number[] }> => {
      if ("add" in change) return dataOf(automation.POST(`${base}/suppressions`, { params, body: { email: change.add, note: "" } }));
      if ("take" in change) return dataOf(automation.POST(`${base}/suppressions/import`, { params, body: { content: change.take } }));
      await dataOf(automation.DELETE(`${base}/suppressions/{suppression_id}`, { params: { path: { ...params.path, suppression_id: change.remove } } }));
      return { added: 0, wrong_lines: [] };
    },
    onSuccess: () => client.invalidateQueries({ queryKey: all(storeId) }),
  });
}

export function suppressedFile(storeId: string) {
  return dataOf(automation.GET(`${base}/suppressions/export`, { params: { path: { store_id: storeId } } }));
}

export function mailSettingsQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "settings"],
    queryFn: ({ signal }) => dataOf(automation.GET(`${base}/settings`, { params: { path: { store_id: storeId } }, signal })),
  });
}

export function useMailSettingsSave(storeId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["PatchedMailSettingsInputRequest"]) => dataOf(automation.PATCH(`${base}/settings`, { params: { path: { store_id: storeId } }, body })),
    onSuccess: (saved) => client.setQueryData(mailSettingsQuery(storeId).queryKey, saved),
  });
}
