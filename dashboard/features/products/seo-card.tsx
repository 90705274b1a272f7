"use client";

import type { UseFormReturn } from "react-hook-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { plainText } from "@/features/products/clean-html";
import type { ProductValues } from "@/features/products/product-values";
import { useStore } from "@/features/session/store-context";

function Counter({ length, best }: { length: number; best: number }) {
  return <span className={cn("text-xs tabular-nums", length > best ? "text-amber" : "text-ink-faint")}>{length} / {best}</span>;
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf(" ", length);
  return `${text.slice(0, end > length / 2 ? end : length)} …`;
}

type Preview = { title: string; address: string; description: string };

function SearchPreview({ title, address, description }: Preview) {
  return (
    <div className="rounded-xl border border-line bg-paper p-4" aria-label="How it looks in search results" role="img">
      <p className="truncate text-xs text-ink-soft">{address}</p>
      <p className="mt-0.5 text-lg leading-snug break-words text-sky">{cut(title, 60)}</p>
      <p className="mt-0.5 text-sm break-words text-ink-soft">{cut(description, 158)}</p>
    </div>
  );
}

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
        <Field label="Title for search" isOptional aside={<Counter length={values.seo_title.length} best={60} />} error={errors.seo_title?.message}>
          {(control) => <Input {...control} {...form.register("seo_title")} placeholder={values.title} />}
        </Field>
        <Field label="Description for search" isOptional aside={<Counter length={values.seo_description.length} best={160} />} error={errors.seo_description?.message}>
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
