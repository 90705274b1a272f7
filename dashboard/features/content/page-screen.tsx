"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { pageQuery, usePageDelete, usePageSave } from "@/features/content/content-api";
import { RevisionsCard } from "@/features/content/revisions-card";
import { WordsForm, type Words } from "@/features/content/words-form";
import { DeleteDialog } from "@/features/seo/delete-dialog";
import { IfCan, WriteFence } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { useNamePage } from "@/features/shell/page-name";
import type { ShopPage, ShopPageInput } from "@/lib/api/types";

const EMPTY: Words = { title: "", handle: "", body_html: "", seo_title: "", seo_description: "", is_published: false };

function wordsOf(page: ShopPage): Words {
  return { title: page.title, handle: page.handle, body_html: page.body_html, seo_title: page.seo_title, seo_description: page.seo_description, is_published: page.is_published };
}

function inputOf({ title, handle, body_html, seo_title, seo_description, is_published = false }: Words): ShopPageInput {
  return { title, body_html, seo_title, seo_description, is_published, ...(handle === "" ? {} : { handle }) };
}

export function PageCreate() {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const save = usePageSave(store.id, undefined);
  return (
    <>
      <PageHeader title="Create page" />
      <WriteFence permission="content.write">
        <WordsForm start={EMPTY} base="/pages/" isNew onSave={async (words) => { router.replace(path(`pages/${(await save.mutateAsync(inputOf(words))).id}`)); }} />
      </WriteFence>
    </>
  );
}

function DeletePage({ page }: { page: ShopPage }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const remove = usePageDelete(store.id, page.id);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="icon" aria-label="Delete page" onClick={() => setOpen(true)}><Trash2 /></Button>
      <DeleteDialog isOpen={isOpen} onOpenChange={setOpen} title={`Delete “${page.title}”?`} description="Its words and their history are removed for good." path={`/pages/${page.handle}`} onDelete={() => remove.mutateAsync()} onDeleted={() => { toast.success("Deleted."); router.replace(path("pages")); }} />
    </>
  );
}

export function PageEdit({ pageId }: { pageId: string }) {
  const store = useStore();
  const page = useQuery({ ...pageQuery(store.id, pageId), refetchOnWindowFocus: false });
  const save = usePageSave(store.id, pageId);
  useNamePage(page.data?.title);
  if (page.isPending) return <CardSkeleton lines={8} />;
  if (page.data === undefined) return <ErrorState error={page.error} onRetry={() => void page.refetch()} />;
  const { data } = page;
  return (
    <>
      <PageHeader title={data.title}>
        {data.is_published && <Button asChild><a href={data.url} target="_blank" rel="noreferrer"><ExternalLink />Read in shop</a></Button>}
        <IfCan permission="content.write"><DeletePage page={data} /></IfCan>
      </PageHeader>
      <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-[1fr_22rem]">
        <WriteFence permission="content.write">
          <WordsForm key={data.updated_at} start={wordsOf(data)} base="/pages/" isNew={false} onSave={async (words) => { await save.mutateAsync(inputOf(words)); }} />
        </WriteFence>
        <RevisionsCard kind="page" id={pageId} />
      </div>
    </>
  );
}
