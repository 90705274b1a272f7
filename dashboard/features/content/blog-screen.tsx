"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarDays, List, Newspaper, Plus, Sparkles } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { BriefDialog } from "@/features/content/brief-dialog";
import { PostCalendar } from "@/features/content/calendar";
import { draftListQuery, postListQuery } from "@/features/content/content-api";
import { PostBadge } from "@/features/content/post-badge";
import { DataTable, type Column } from "@/features/lists/data-table";
import { Pagination } from "@/features/lists/pagination";
import { useListParams } from "@/features/lists/use-list-params";
import { IfCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import type { BlogDraftRow, Post } from "@/lib/api/types";
import { formatAgo, formatDateTime } from "@/lib/format/time";

const NO_FILTERS = [] as const;

function postColumns(timeZone: string): Column<Post>[] {
  return [
    {
      key: "title",
      label: "Post",
      className: "w-full",
      cell: (post) => (
        <>
          <span className="block font-medium wrap-anywhere">{post.title}</span>
          <span className="block text-xs text-ink-faint">{post.origin === "AI" ? "written by Claude, " : ""}{post.tags.join(", ") || "no tags"}</span>
        </>
      ),
    },
    { key: "state", label: "State", cell: (post) => <PostBadge status={post.status} /> },
    { key: "when", label: "When", align: "right", isWideOnly: true, className: "whitespace-nowrap text-ink-faint", cell: (post) => (post.published_at && post.status !== "DRAFT" ? formatDateTime(post.published_at, timeZone) : formatAgo(post.updated_at, timeZone)) },
  ];
}

function Drafts() {
  const store = useStore();
  const path = useStorePath();
  const [isOpen, setOpen] = useState(false);
  const [page, setPage] = useState(1);
  const drafts = useQuery(draftListQuery(store.id, page));
  const columns: Column<BlogDraftRow>[] = [
    { key: "topic", label: "Topic", className: "w-full", cell: (row) => <><span className="block font-medium wrap-anywhere">{row.title || row.topic}</span><span className="block text-xs text-ink-faint">{row.is_writing ? "Claude is writing …" : row.error || "waiting for you"}</span></> },
    { key: "state", label: "State", cell: (row) => <PostBadge status={row.status} /> },
  ];
  const rows = drafts.data?.rows;
  return (
    <Card>
      <CardHeader title="Being written" hint="From a brief to an outline, a draft with sources, and your review.">
        <IfCan permission="content.write"><Button onClick={() => setOpen(true)}><Sparkles />Write with Claude</Button></IfCan>
      </CardHeader>
      <div className="mt-3">
        {drafts.isError && <ErrorState error={drafts.error} onRetry={() => void drafts.refetch()} />}
        {drafts.isPending && <CardSkeleton lines={2} className="border-0" />}
        {rows?.length === 0 && <CardBody className="text-sm text-ink-soft">Nothing is being written. A brief of one line is enough to begin.</CardBody>}
        {rows && rows.length > 0 && <DataTable label="Being written" columns={columns} rows={rows} href={(row) => path(`blog/drafts/${row.id}`)} isStale={drafts.isPlaceholderData} />}
        {drafts.data && drafts.data.total > drafts.data.perPage && <Pagination page={drafts.data.page} perPage={drafts.data.perPage} total={drafts.data.total} onPage={setPage} of="what is being written" />}
      </div>
      {isOpen && <BriefDialog onClose={() => setOpen(false)} />}
    </Card>
  );
}

export function BlogScreen() {
  const store = useStore();
  const path = useStorePath();
  const { page, change } = useListParams(NO_FILTERS);
  const list = useQuery(postListQuery(store.id, { page, per_page: 20 }));
  const planned = useQuery(postListQuery(store.id, { page: 1, per_page: 100 }));
  const rows = list.data?.rows;
  const create = <IfCan permission="content.write"><Button asChild variant="primary"><Link href={path("blog/new")}><Plus />Write a post</Link></Button></IfCan>;
  return (
    <>
      <PageHeader title="Blog" hint="What your shop has to say, and when.">{create}</PageHeader>
      <div className="space-y-5">
        <Drafts />
        <Tabs defaultValue="list">
          <TabsList aria-label="Posts"><TabsTrigger value="list"><List aria-hidden />List</TabsTrigger><TabsTrigger value="calendar"><CalendarDays aria-hidden />Calendar</TabsTrigger></TabsList>
          <TabsContent value="list" className="mt-4">
            <Card>
              {list.isError && rows === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
              {rows?.length === 0 && <EmptyState icon={Newspaper} title="No posts yet" actions={create}><p>A guide, a care tip, the story of a product: what your customers ask about.</p></EmptyState>}
              {rows?.length !== 0 && !(list.isError && rows === undefined) && <DataTable label="Posts" columns={postColumns(store.time_zone)} rows={rows} href={(post) => path(`blog/${post.id}`)} isStale={list.isPlaceholderData} />}
              {list.data && <Pagination page={list.data.page} perPage={list.data.perPage} total={list.data.total} onPage={(next) => change({ page: String(next) })} />}
            </Card>
          </TabsContent>
          <TabsContent value="calendar" className="mt-4"><PostCalendar posts={planned.data?.rows ?? []} /></TabsContent>
        </Tabs>
      </div>
    </>
  );
}
