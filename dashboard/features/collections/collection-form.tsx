"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { z } from "zod";
import { Card, CardBody } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { DescriptionEditor } from "@/features/products/description-editor";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import type { Collection, CollectionInput } from "@/lib/api/types";

const schema = z.object({
  title: z.string().trim().min(1, "A collection needs a title.").max(255, "At most 255 characters."),
  handle: z.string().trim(),
  description_html: z.string(),
  is_published: z.boolean(),
});
type Values = z.infer<typeof schema>;

function valuesOf(collection: Collection | undefined): Values {
  return {
    title: collection?.title ?? "",
    handle: collection?.handle ?? "",
    description_html: collection?.description_html ?? "",
    is_published: collection?.is_published ?? true,
  };
}

type Props = { collection?: Collection; onSave: (body: CollectionInput) => Promise<Collection>; saveLabel: string };

export function CollectionForm({ collection, onSave, saveLabel }: Props) {
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: valuesOf(collection) });
  const { formError, fail, clear } = useServerErrors(form, ["title", "handle", "description_html", "is_published"]);
  const [isSaving, setSaving] = useState(false);
  const { errors, isDirty } = form.formState;
  useLeaveGuard(isDirty && !isSaving);

  async function submit({ handle, ...values }: Values) {
    clear();
    setSaving(true);
    try {
      form.reset(valuesOf(await onSave(handle === "" ? values : { ...values, handle })));
    } catch (error) {
      fail(error);
    } finally {
      setSaving(false);
    }
  }

  return (
    <form onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Card>
        <CardBody className="space-y-5">
          <Field label="Title" error={errors.title?.message}>{(control) => <Input {...control} {...form.register("title")} />}</Field>
          <Controller
            control={form.control}
            name="description_html"
            render={({ field }) => <DescriptionEditor label="Description" value={field.value} onChange={field.onChange} error={errors.description_html?.message} />}
          />
          <Field label="Address" isOptional={collection === undefined} error={errors.handle?.message} hint={collection === undefined ? "Left empty, it is made from the title." : undefined}>
            {(control) => (
              <span className="flex">
                <span className="flex items-center rounded-l-lg border border-r-0 border-line-strong bg-sunken px-3 text-sm text-ink-faint">/collections/</span>
                <Input {...control} {...form.register("handle")} className="rounded-l-none" spellCheck={false} autoCapitalize="none" />
              </span>
            )}
          </Field>
          <Controller
            control={form.control}
            name="is_published"
            render={({ field }) => (
              <div className="flex items-center gap-3 border-t border-line pt-4 text-sm">
                <Switch id="is-published" checked={field.value} onCheckedChange={field.onChange} />
                <label htmlFor="is-published"><span className="font-medium">Published</span><span className="block text-ink-faint">Shoppers see this collection in the shop.</span></label>
              </div>
            )}
          />
        </CardBody>
      </Card>
      <SaveBar isShown={isDirty || collection === undefined} isBusy={isSaving} label={saveLabel} {...(collection ? { onDiscard: () => form.reset(valuesOf(collection)) } : {})} />
    </form>
  );
}
