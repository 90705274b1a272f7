"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { useDraftStart } from "@/features/content/content-api";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useStore, useStorePath } from "@/features/session/store-context";

export function BriefDialog({ onClose }: { onClose: () => void }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const start = useDraftStart(store.id);
  const [topic, setTopic] = useState("");
  const [keywords, setKeywords] = useState("");
  const [notes, setNotes] = useState("");
  const placed = start.isError ? placeErrors(start.error, ["topic", "keywords", "notes"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    const said = { topic: topic.trim(), ...(keywords.trim() ? { keywords: keywords.trim() } : {}), ...(notes.trim() ? { notes: notes.trim() } : {}) };
    start.mutate(said, { onSuccess: (draft) => router.push(path(`blog/drafts/${draft.id}`)) });
  }
  return (
    <Dialog isOpen onOpenChange={(open) => !open && onClose()} title="Write with Claude" description="Claude plans and writes from your products' texts and your notes. You read it before anything goes out.">
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? null} />
        <Field label="What is it about?" error={placed?.fields.topic}>{(control) => <Input {...control} value={topic} onChange={(event) => setTopic(event.target.value)} placeholder="How to choose a reading lamp" autoFocus />}</Field>
        <Field label="Products to write about" isOptional error={placed?.fields.keywords} hint="Words to find them by. At least two that can be bought are linked.">{(control) => <Input {...control} value={keywords} onChange={(event) => setKeywords(event.target.value)} />}</Field>
        <Field label="Notes" isOptional error={placed?.fields.notes} hint="Facts and experience of your own; the post is as good as these.">{(control) => <Textarea {...control} value={notes} onChange={(event) => setNotes(event.target.value)} rows={5} />}</Field>
        <div className="flex justify-end gap-2"><Button onClick={onClose}>Cancel</Button><Button type="submit" variant="primary" isBusy={start.isPending} disabled={topic.trim().length < 5}>Make an outline</Button></div>
      </form>
    </Dialog>
  );
}
