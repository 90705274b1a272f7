"use client";

import type { UseFormReturn } from "react-hook-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { plainText } from "@/features/products/clean-html";
import type { ProductValues } from "@/features/products/product-values";
import { BEST_DESCRIPTION, BEST_TITLE, Counter, SearchPreview } from "@/features/seo/search-preview";
import { useStore } from "@/features/session/store-context";

/** What search engines show, and the words for it. Empty fields follow the product's own title and text. */
export function SeoCard({ form, isNew }: { form: UseFormReturn<ProductValues>; isNew: boolean }) {
  const store = useStore();
  const values = form.watch();
  const { errors, dirtyFields } = form.formState;
  const base = store.url.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  return (
    <Card>
      <CardHeader title="Search engines" hint="How the product may appear in search results." />
      <CardBody className="space-y-5">
        <SearchPreview
          title={values.seo_title || values.title || "Title of the product"}
          address={`${base} › products › ${values.handle || "…"}`}
          description={values.seo_description || plainText(values.description_html) || "The first words of the description stand here."}
        />
        <Field label="Title for search" isOptional aside={<Counter length={values.seo_title.length} best={BEST_TITLE} />} error={errors.seo_title?.message}>
          {(control) => <Input {...control} {...form.register("seo_title")} placeholder={values.title} />}
        </Field>
        <Field label="Description for search" isOptional aside={<Counter length={values.seo_description.length} best={BEST_DESCRIPTION} />} error={errors.seo_description?.message}>
          {(control) => <Textarea {...control} {...form.register("seo_description")} />}
        </Field>
        <Field
          label="Address"
          isOptional={isNew}
          error={errors.handle?.message}
          hint={!isNew && dirtyFields.handle ? "The old address will lead here, so links keep working." : isNew ? "Left empty, it is made from the title." : undefined}
        >
          {(control) => (
            <span className="flex">
              <span className="flex items-center rounded-l-lg border border-r-0 border-line-strong bg-sunken px-3 text-sm text-ink-faint">/products/</span>
              <Input {...control} {...form.register("handle")} className="rounded-l-none" spellCheck={false} autoCapitalize="none" />
            </span>
          )}
        </Field>
      </CardBody>
    </Card>
  );
}
