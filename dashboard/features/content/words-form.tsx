"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { placeErrors } from "@/features/forms/server-errors";
import { DescriptionEditor } from "@/features/products/description-editor";
import { useLeaveGuard } from "@/features/shell/leave-guard";

export type Words = {
  title: string;
  handle: string;
  body_html: string;
  seo_title: string;
  seo_description: string;
  excerpt?: string;
  author?: string;
  tags?: string;
  is_published?: boolean;
};
const NAMES = ["title", "handle", "body_html", "seo_title", "seo_description", "excerpt", "author", "tags"] as const;

type Props = { start: Words; base: string; isNew: boolean; onSave: (words: Words) => Promise<void> };

/** The words of a post or page; which fields there are says `start`. */
export function WordsForm({ start, base, isNew, onSave }: Props) {
  const [words, setWords] = useState(start);
  const [failure, setFailure] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const placed = failure === null ? null : placeErrors(failure, NAMES);
  const isDirty = JSON.stringify(words) !== JSON.stringify(start);
  useLeaveGuard(isDirty && !isSaving);
  const set = (changes: Partial<Words>) => setWords((before) => ({ ...before, ...changes }));
  async function submit(event: FormEvent) {
    event.preventDefault();
    setSaving(true);
    setFailure(null);
    try {
      await onSave(words);
      toast.success("Saved.");
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="space-y-5">
      <FormError message={placed?.form ?? null} />
      <Card>
        <CardBody className="space-y-5">
          <Field label="Title" error={placed?.fields.title}>{(control) => <Input {...control} value={words.title} onChange={(event) => set({ title: event.target.value })} />}</Field>
          <DescriptionEditor label="Text" value={words.body_html} onChange={(html) => set({ body_html: html })} error={placed?.fields.body_html} />
          {words.excerpt !== undefined && <Field label="Summary" isOptional error={placed?.fields.excerpt} hint="Stands in lists and previews.">{(control) => <Textarea {...control} value={words.excerpt} onChange={(event) => set({ excerpt: event.target.value })} rows={2} />}</Field>}
          {words.author !== undefined && words.tags !== undefined && (
            <div className="grid gap-5 sm:grid-cols-2">
              <Field label="Author" isOptional error={placed?.fields.author}>{(control) => <Input {...control} value={words.author} onChange={(event) => set({ author: event.target.value })} />}</Field>
              <Field label="Tags" isOptional error={placed?.fields.tags} hint="Separated by commas.">{(control) => <Input {...control} value={words.tags} onChange={(event) => set({ tags: event.target.value })} />}</Field>
            </div>
          )}
          {words.is_published !== undefined && (
            <div className="flex items-center gap-3 border-t border-line pt-4 text-sm">
              <Switch id="is-published" checked={words.is_published} onCheckedChange={(isOn) => set({ is_published: isOn })} />
              <label htmlFor="is-published"><span className="font-medium">Published</span><span className="block text-ink-faint">Readable in the shop and linked in its footer.</span></label>
            </div>
          )}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Search engines" hint="Left empty, they follow the words above." />
        <CardBody className="space-y-5">
          <Field label="Title for search" isOptional error={placed?.fields.seo_title}>{(control) => <Input {...control} value={words.seo_title} onChange={(event) => set({ seo_title: event.target.value })} placeholder={words.title} />}</Field>
          <Field label="Description for search" isOptional error={placed?.fields.seo_description}>{(control) => <Textarea {...control} value={words.seo_description} onChange={(event) => set({ seo_description: event.target.value })} rows={2} />}</Field>
          <Field label="Address" isOptional={isNew} error={placed?.fields.handle} hint={isNew ? "Left empty, it is made from the title." : "When you change it, the old address leads here."}>
            {(control) => (
              <span className="flex">
                <span className="flex items-center rounded-l-lg border border-r-0 border-line-strong bg-sunken px-3 text-sm text-ink-faint">{base}</span>
                <Input {...control} value={words.handle} onChange={(event) => set({ handle: event.target.value })} className="rounded-l-none" spellCheck={false} autoCapitalize="none" />
              </span>
            )}
          </Field>
        </CardBody>
      </Card>
      <SaveBar isShown={isDirty || isNew} isBusy={isSaving} label={isNew ? "Create draft" : "Save"} {...(isNew ? {} : { onDiscard: () => { setWords(start); setFailure(null); } })} />
    </form>
  );
}
