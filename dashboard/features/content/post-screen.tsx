"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, ExternalLink, Send, Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { postQuery, usePostSave, usePostVerb, type PostVerb } from "@/features/content/content-api";
import { PostBadge } from "@/features/content/post-badge";
import { RevisionsCard } from "@/features/content/revisions-card";
import { ScheduleDialog } from "@/features/content/schedule-dialog";
import { WordsForm, type Words } from "@/features/content/words-form";
import { DeleteDialog } from "@/features/seo/delete-dialog";
import { IfCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import type { Post, PostInput } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format/time";

const EMPTY: Words = { title: "", handle: "", body_html: "", seo_title: "", seo_description: "", excerpt: "", author: "", tags: "" };

function wordsOf(post: Post): Words {
  return { title: post.title, handle: post.handle, body_html: post.body_html, seo_title: post.seo_title, seo_description: post.seo_description, excerpt: post.excerpt, author: post.author, tags: post.tags.join(", ") };
}

function inputOf({ title, body_html, seo_title, seo_description, excerpt = "", author = "", tags = "", handle }: Words): PostInput {
  return { title, body_html, seo_title, seo_description, excerpt, author, tags: tags.split(",").map((tag) => tag.trim()).filter(Boolean), ...(handle === "" ? {} : { handle }) };
}

export function PostCreate() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const save = usePostSave(store.id, undefined);
  return (
    <>
      <PageHeader title="Write a post" />
      <WriteFence permission="content.write">
        <WordsForm start={EMPTY} base="/blog/" isNew onSave={async (words) => { router.replace(path(`blog/${(await save.mutateAsync(inputOf(words))).id}`)); }} />
      </WriteFence>
    </>
  );
}

function Verbs({ post }: { post: Post }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const verb = usePostVerb(store.id, post.id);
  const [asked, setAsked] = useState<"schedule" | "delete" | null>(null);
  function run(what: PostVerb, said: string) {
    verb.mutate(what, {
      onSuccess: () => { setAsked(null); toast.success(said); },
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <IfCan permission="content.write">
      {post.status === "DRAFT" && <Button onClick={() => setAsked("schedule")}><CalendarClock />Publish later</Button>}
      {post.status !== "DRAFT" && <Button isBusy={verb.isPending} onClick={() => run({ verb: "unpublish" }, "It is a draft again.")}><Undo2 />Make a draft</Button>}
      {post.status !== "PUBLISHED" && <Button variant="primary" isBusy={verb.isPending} onClick={() => run({ verb: "publish" }, "It is out.")}><Send />Publish now</Button>}
      <Button size="icon" aria-label="Delete post" onClick={() => setAsked("delete")}><Trash2 /></Button>
      {asked === "schedule" && <ScheduleDialog onClose={() => setAsked(null)} isBusy={verb.isPending} onSchedule={(at) => run({ verb: "schedule", at }, "It will go out by itself.")} />}
      <DeleteDialog isOpen={asked === "delete"} onOpenChange={(open) => setAsked(open ? "delete" : null)} title={`Delete “${post.title}”?`} description="Its words and their history are removed for good." path={`/blog/${post.handle}`} onDelete={() => verb.mutateAsync({ verb: "delete" })} onDeleted={() => { toast.success("Deleted."); router.replace(path("blog")); }} />
    </IfCan>
  );
}

export function PostEdit({ postId }: { postId: string }) {
  const store = useStore();
  const post = useQuery({ ...postQuery(store.id, postId), refetchOnWindowFocus: false });
  const save = usePostSave(store.id, postId);
  useNamePage(post.data?.title);
  if (post.isPending) return <CardSkeleton lines={8} />;
  if (post.data === undefined) return <ErrorState error={post.error} onRetry={() => void post.refetch()} />;
  const { data } = post;
  const when = data.published_at && data.status !== "DRAFT" ? `${data.status === "SCHEDULED" ? "goes out" : "out since"} ${formatDateTime(data.published_at, store.time_zone)}` : "Only you see it.";
  return (
    <>
      <PageHeader title={data.title} hint={<span className="flex flex-wrap items-center gap-2"><PostBadge status={data.status} />{when}</span>}>
        {data.status === "PUBLISHED" && <Button asChild><a href={data.url} target="_blank" rel="noreferrer"><ExternalLink />Read in shop</a></Button>}
        <Verbs post={data} />
      </PageHeader>
      <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-[1fr_22rem]">
        <WriteFence permission="content.write">
          <WordsForm key={data.updated_at} start={wordsOf(data)} base="/blog/" isNew={false} onSave={async (words) => { await save.mutateAsync(inputOf(words)); }} />
        </WriteFence>
        <RevisionsCard kind="post" id={postId} />
      </div>
    </>
  );
}
