"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleCheck, PenLine, Send, Trash2, TriangleAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { draftQuery, useDraftVerb, type DraftVerb } from "@/features/content/content-api";
import { PostBadge } from "@/features/content/post-badge";
import { ScheduleDialog } from "@/features/content/schedule-dialog";
import { DescriptionEditor } from "@/features/products/description-editor";
import { IfCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import type { BlogDraft } from "@/lib/api/types";

type Run = (what: DraftVerb, said: string) => void;

function Outline({ draft }: { draft: BlogDraft }) {
  return (
    <Card>
      <CardHeader title="Outline" hint="Have the draft written when the plan is right." />
      <CardBody>
        <ol className="list-decimal space-y-2 pl-5 text-sm">
          {draft.sections.map((section, index) => {
            const about = draft.products.find(({ id }) => id === section.product_id)?.title;
            return (
              <li key={index}>
                {section.heading}
                {about !== undefined && about !== section.heading && <span className="text-ink-faint"> · {about}</span>}
              </li>
            );
          })}
        </ol>
      </CardBody>
    </Card>
  );
}

function Text({ draft, run, isBusy, onDirty }: { draft: BlogDraft; run: Run; isBusy: boolean; onDirty: (isDirty: boolean) => void }) {
  const [title, setTitle] = useState(draft.title);
  const [excerpt, setExcerpt] = useState(draft.excerpt);
  const [body, setBody] = useState(draft.body_html);
  const isDirty = title !== draft.title || excerpt !== draft.excerpt || body !== draft.body_html;
  useLeaveGuard(isDirty && !isBusy);
  useEffect(() => { onDirty(isDirty); return () => onDirty(false); }, [isDirty, onDirty]);
  return (
    <Card>
      <CardHeader title="Draft" hint="Read every sentence; change what you would say otherwise." />
      <CardBody className="space-y-5">
        <Field label="Title">{(control) => <Input {...control} value={title} onChange={(event) => setTitle(event.target.value)} />}</Field>
        <Field label="Summary" isOptional>{(control) => <Textarea {...control} value={excerpt} onChange={(event) => setExcerpt(event.target.value)} rows={2} />}</Field>
        <DescriptionEditor label="Text" value={body} onChange={setBody} />
        {isDirty && <Button isBusy={isBusy} variant="primary" onClick={() => run({ verb: "change", title, excerpt, body_html: body }, "Saved. It has to be read again.")}>Save</Button>}
      </CardBody>
    </Card>
  );
}

function Facts({ draft }: { draft: BlogDraft }) {
  return (
    <Card>
      <CardHeader title="Sources" hint="What the text was made from." />
      <ul className="mt-3 text-sm">
        {draft.sources.map((source) => <li key={`${source.title}${source.url}`} className="border-t border-line px-5 py-2.5 break-words">{source.title}<span className="block text-xs break-all text-ink-faint">{source.url}</span></li>)}
        {draft.sources.length === 0 && <li className="border-t border-line px-5 py-2.5 text-ink-soft">They are listed with the draft.</li>}
      </ul>
    </Card>
  );
}

export function DraftScreen({ draftId }: { draftId: string }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const draft = useQuery(draftQuery(store.id, draftId));
  const verb = useDraftVerb(store.id, draftId);
  const [isScheduling, setScheduling] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [isDirty, setDirty] = useState(false);
  useNamePage(draft.data ? draft.data.title || draft.data.topic : undefined);
  if (draft.isPending) return <CardSkeleton lines={8} />;
  if (draft.data === undefined) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />;
  const { data } = draft;
  const run: Run = (what, said) =>
    verb.mutate(what, {
      onSuccess: () => { toast.success(said); setScheduling(false); if (what.verb === "delete") router.replace(path("blog")); },
      onError: (error) => toast.error(messageOf(error)),
    });
  const isIn = data.status === "SCHEDULED" || data.status === "PUBLISHED";
  return (
    <>
      <PageHeader title={data.title || data.topic} hint={<span className="flex flex-wrap items-center gap-2"><PostBadge status={data.status} />{data.is_writing ? "Claude is writing …" : `From the brief “${data.topic}”.`}</span>}>
        <IfCan permission="content.write">
          {!isIn && !data.is_writing && (data.status === "OUTLINED" || data.status === "FAILED") && <Button variant="primary" isBusy={verb.isPending} onClick={() => run({ verb: "write" }, "Claude goes on writing.")}><PenLine />{data.status === "FAILED" ? "Try again" : "Write the draft"}</Button>}
          {data.status === "DRAFTED" && <Button variant="primary" disabled={isDirty} isBusy={verb.isPending} onClick={() => run({ verb: "review" }, "Noted that you have read it.")}><CircleCheck />I have read it</Button>}
          {data.status === "REVIEWED" && <Button disabled={isDirty} onClick={() => setScheduling(true)}><CalendarClock />Publish later</Button>}
          {data.status === "REVIEWED" && <Button variant="primary" disabled={isDirty} isBusy={verb.isPending} onClick={() => run({ verb: "publish", at: null }, "It is out.")}><Send />Publish now</Button>}
          {isIn && data.core_post_id && <Button asChild><a href={path(`blog/${data.core_post_id}`)}>Open the post</a></Button>}
          {!isIn && <Button size="icon" aria-label="Delete draft" onClick={() => setDeleting(true)}><Trash2 /></Button>}
        </IfCan>
      </PageHeader>
      {data.error && <Notice tone="bad" icon={TriangleAlert} role="alert" className="mb-5">{data.error}</Notice>}
      <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-[1fr_22rem]">
        <WriteFence permission="content.write">
          {isIn ? <Notice icon={CircleCheck}>This draft is a post of your blog now. Its words are changed there.</Notice> : data.body_html === "" ? (data.sections.length === 0 ? <CardSkeleton lines={5} /> : <Outline draft={data} />) : <Text key={data.updated_at} draft={data} run={run} isBusy={verb.isPending} onDirty={setDirty} />}
        </WriteFence>
        <Facts draft={data} />
      </div>
      <ConfirmDialog isOpen={isDeleting} onOpenChange={setDeleting} title={`Delete “${data.title || data.topic}”?`} description="The outline and the text are gone for good." confirmLabel="Delete" isDangerous isBusy={verb.isPending} onConfirm={() => run({ verb: "delete" }, "Deleted.")} />
      {isScheduling && <ScheduleDialog onClose={() => setScheduling(false)} isBusy={verb.isPending} onSchedule={(at) => run({ verb: "publish", at }, "It will go out by itself.")} />}
    </>
  );
}
