"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Link2, PenLine, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Pagination } from "@/features/lists/pagination";
import { SearchBox } from "@/features/lists/search-box";
import { RedirectDialog } from "@/features/seo/redirect-dialog";
import { redirectsQuery, useRedirectDelete } from "@/features/seo/seo-api";
import { IfCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { Redirect } from "@/lib/api/types";

type Editing = { id?: string; from: string; target: string } | null;

function Row({ redirect, onEdit }: { redirect: Redirect; onEdit: () => void }) {
  const store = useStore();
  const remove = useRedirectDelete(store.id);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block font-medium wrap-anywhere">{redirect.from_path}</span>
        <span className="flex items-center gap-1.5 wrap-anywhere text-ink-soft"><ArrowRight aria-label="leads to" className="size-3.5 shrink-0" />{redirect.is_gone ? "gone for good (410)" : redirect.target}</span>
      </span>
      <Badge tone={redirect.is_gone ? "warn" : "neutral"}>{redirect.kind === "AUTOMATIC" ? "automatic" : "by hand"}</Badge>
      <span className="w-16 text-right text-xs text-ink-faint tabular-nums">{redirect.hits} used</span>
      <IfCan permission="seo.write">
        <Button size="icon-sm" variant="ghost" aria-label={`Change ${redirect.from_path}`} onClick={onEdit}><PenLine /></Button>
        <Button size="icon-sm" variant="ghost" aria-label={`Delete ${redirect.from_path}`} isBusy={remove.isPending} onClick={() => remove.mutate(redirect.id, { onError: (error) => toast.error(messageOf(error)) })}><Trash2 /></Button>
      </IfCan>
    </li>
  );
}

export function RedirectsTab() {
  const store = useStore();
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(1);
  const [editing, setEditing] = useState<Editing>(null);
  const list = useQuery(redirectsQuery(store.id, { page, per_page: 20, ...(search ? { search } : {}) }));
  const add = <IfCan permission="seo.write"><Button variant="primary" onClick={() => setEditing({ from: "", target: "" })}><Plus />Add redirect</Button></IfCan>;
  return (
    <Card>
      <div className="flex flex-wrap gap-3 p-3"><SearchBox label="Search redirects" value={search} onChange={(text) => { setSearch(text); setPage(1); }} />{add}</div>
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <CardSkeleton lines={4} className="border-0" />}
      {list.data?.rows.length === 0 && (
        <EmptyState icon={Link2} title={search ? "No redirect matches" : "No redirects yet"}><p>When you change an address or delete a page, the old address is led on by itself. Add your own for links from elsewhere.</p></EmptyState>
      )}
      <ul>{list.data?.rows.map((row) => <Row key={row.id} redirect={row} onEdit={() => setEditing({ id: row.id, from: row.from_path, target: row.target })} />)}</ul>
      {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={setPage} />}
      {editing && <RedirectDialog start={editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}
