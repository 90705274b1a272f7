import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { automation, core, dataOf, done, pageOf } from "@/lib/api/client";
import type { BlogBrief, PageQuery, PostInput, ShopPageInput } from "@/lib/api/types";

const all = (storeId: string) => ["store", storeId, "content"] as const;

export function postListQuery(storeId: string, query: PageQuery & { search?: string }) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "posts", query],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/posts", { params: { path, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function postQuery(storeId: string, id: string) {
  const path = { store_id: storeId, post_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "post", id],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/posts/{post_id}", { params: { path }, signal })),
  });
}

export function pageListQuery(storeId: string) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "pages"],
    queryFn: ({ signal }) => pageOf(core.GET("/api/v1/stores/{store_id}/pages", { params: { path, query: { page: 1, per_page: 100 } }, signal })),
  });
}

export function pageQuery(storeId: string, id: string) {
  const path = { store_id: storeId, page_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "page", id],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/pages/{page_id}", { params: { path }, signal })),
  });
}

export function revisionsQuery(storeId: string, kind: "post" | "page", id: string) {
  const query = { page: 1, per_page: 20 };
  return queryOptions({
    queryKey: [...all(storeId), kind, id, "revisions"],
    queryFn: ({ signal }) =>
      kind === "post"
        ? pageOf(core.GET("/api/v1/stores/{store_id}/posts/{post_id}/revisions", { params: { path: { store_id: storeId, post_id: id }, query }, signal }))
        : pageOf(core.GET("/api/v1/stores/{store_id}/pages/{page_id}/revisions", { params: { path: { store_id: storeId, page_id: id }, query }, signal })),
  });
}

function useRefresh(storeId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: all(storeId) });
}

export function usePostSave(storeId: string, id: string | undefined) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: (body: PostInput) =>
      id === undefined
        ? dataOf(core.POST("/api/v1/stores/{store_id}/posts", { params: { path: { store_id: storeId } }, body }))
        : dataOf(core.PATCH("/api/v1/stores/{store_id}/posts/{post_id}", { params: { path: { store_id: storeId, post_id: id } }, body })),
    onSuccess,
  });
}

export type PostVerb = { verb: "publish" | "unpublish" | "delete" } | { verb: "schedule"; at: string };

export function usePostVerb(storeId: string, id: string) {
  const onSuccess = useRefresh(storeId);
  const params = { path: { store_id: storeId, post_id: id } };
  return useMutation({
    mutationFn: async (asked: PostVerb): Promise<void> => {
      if (asked.verb === "publish") await dataOf(core.POST("/api/v1/stores/{store_id}/posts/{post_id}/publish", { params }));
      else if (asked.verb === "unpublish") await dataOf(core.POST("/api/v1/stores/{store_id}/posts/{post_id}/unpublish", { params }));
      else if (asked.verb === "schedule") await dataOf(core.POST("/api/v1/stores/{store_id}/posts/{post_id}/schedule", { params, body: { published_at: asked.at } }));
      else await done(core.DELETE("/api/v1/stores/{store_id}/posts/{post_id}", { params }));
    },
    onSuccess,
  });
}

export function usePageSave(storeId: string, id: string | undefined) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: (body: ShopPageInput) =>
      id === undefined
        ? dataOf(core.POST("/api/v1/stores/{store_id}/pages", { params: { path: { store_id: storeId } }, body }))
        : dataOf(core.PATCH("/api/v1/stores/{store_id}/pages/{page_id}", { params: { path: { store_id: storeId, page_id: id } }, body })),
    onSuccess,
  });
}

export function usePageDelete(storeId: string, id: string) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: () => done(core.DELETE("/api/v1/stores/{store_id}/pages/{page_id}", { params: { path: { store_id: storeId, page_id: id } } })),
    onSuccess,
  });
}

export type PolicyKind = "ABOUT" | "CONTACT" | "SHIPPING" | "RETURNS" | "PRIVACY" | "TERMS" | "IMPRINT";

export function usePageFromTemplate(storeId: string) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: (kind: PolicyKind) => dataOf(core.POST("/api/v1/stores/{store_id}/pages/from-template", { params: { path: { store_id: storeId } }, body: { kind } })),
    onSuccess,
  });
}

export function useRestore(storeId: string, kind: "post" | "page", id: string) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: async (revisionId: string): Promise<void> => {
      if (kind === "post") await dataOf(core.POST("/api/v1/stores/{store_id}/posts/{post_id}/revisions/{revision_id}/restore", { params: { path: { store_id: storeId, post_id: id, revision_id: revisionId } } }));
      else await dataOf(core.POST("/api/v1/stores/{store_id}/pages/{page_id}/revisions/{page_revision_id}/restore", { params: { path: { store_id: storeId, page_id: id, page_revision_id: revisionId } } }));
    },
    onSuccess,
  });
}

export function menusQuery(storeId: string) {
  return queryOptions({
    queryKey: [...all(storeId), "menus"],
    queryFn: ({ signal }) => dataOf(core.GET("/api/v1/stores/{store_id}/menus", { params: { path: { store_id: storeId } }, signal })),
  });
}

type Link = { title: string; path: string };

export function useMenuSave(storeId: string) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: async ({ id, place, items }: { id: string | undefined; place: "MAIN" | "FOOTER"; items: Link[] | null }): Promise<void> => {
      if (items === null) {
        if (id !== undefined) await done(core.DELETE("/api/v1/stores/{store_id}/menus/{menu_id}", { params: { path: { store_id: storeId, menu_id: id } } }));
      } else if (id === undefined) await dataOf(core.POST("/api/v1/stores/{store_id}/menus", { params: { path: { store_id: storeId } }, body: { place, items } }));
      else await dataOf(core.PATCH("/api/v1/stores/{store_id}/menus/{menu_id}", { params: { path: { store_id: storeId, menu_id: id } }, body: { items } }));
    },
    onSuccess,
  });
}

export function draftListQuery(storeId: string, page: number) {
  const path = { store_id: storeId };
  return queryOptions({
    queryKey: [...all(storeId), "drafts", page],
    queryFn: ({ signal }) => pageOf(automation.GET("/api/v1/automation/stores/{store_id}/posts", { params: { path, query: { page, per_page: 10, is_handed_over: false } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.rows.some((row) => row.is_writing) ? 3000 : false),
  });
}

export function draftQuery(storeId: string, id: string) {
  const path = { store_id: storeId, post_id: id };
  return queryOptions({
    queryKey: [...all(storeId), "draft", id],
    queryFn: ({ signal }) => dataOf(automation.GET("/api/v1/automation/stores/{store_id}/posts/{post_id}", { params: { path }, signal })),
    refetchInterval: ({ state }) => (state.data?.is_writing ? 2000 : false),
  });
}

export function useDraftStart(storeId: string) {
  const onSuccess = useRefresh(storeId);
  return useMutation({
    mutationFn: (body: BlogBrief) => dataOf(automation.POST("/api/v1/automation/stores/{store_id}/posts", { params: { path: { store_id: storeId } }, body })),
    onSuccess,
  });
}

export type DraftVerb = { verb: "write" } | { verb: "review" } | { verb: "delete" } | { verb: "publish"; at: string | null } | { verb: "change"; title: string; excerpt: string; body_html: string };

export function useDraftVerb(storeId: string, id: string) {
  const onSettled = useRefresh(storeId);
  const params = { path: { store_id: storeId, post_id: id } };
  return useMutation({
    mutationFn: async (asked: DraftVerb): Promise<void> => {
      if (asked.verb === "write") await dataOf(automation.POST("/api/v1/automation/stores/{store_id}/posts/{post_id}/write", { params }));
      else if (asked.verb === "review") await dataOf(automation.POST("/api/v1/automation/stores/{store_id}/posts/{post_id}/review", { params }));
      else if (asked.verb === "publish") await dataOf(automation.POST("/api/v1/automation/stores/{store_id}/posts/{post_id}/publish", { params, body: { publish_at: asked.at } }));
      else if (asked.verb === "delete") await done(automation.DELETE("/api/v1/automation/stores/{store_id}/posts/{post_id}", { params }));
      else {
        const { title, excerpt, body_html } = asked;
        await dataOf(automation.PATCH("/api/v1/automation/stores/{store_id}/posts/{post_id}", { params, body: { title, excerpt, body_html } }));
      }
    },
    onSettled,
  });
}
