"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState, type ReactNode } from "react";
import { Controller, useForm, type UseFormReturn } from "react-hook-form";
import { toast } from "sonner";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { DescriptionEditor } from "@/features/products/description-editor";
import { OptionsEditor } from "@/features/products/options-editor";
import { PRODUCT_FIELDS, productInputOf, productSchema, productValuesOf, type ProductValues } from "@/features/products/product-values";
import { SeoCard } from "@/features/products/seo-card";
import { SingleVariant } from "@/features/products/single-variant";
import { useVariants, type Variants } from "@/features/products/use-variants";
import { VariantGrid } from "@/features/products/variant-grid";
import { optionInputs, readVariants, serverCellErrors, usedOptions, variantDraftsOf } from "@/features/products/variant-drafts";
import { useStore } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import { ApiError } from "@/lib/api/errors";
import type { Product, ProductInput } from "@/lib/api/types";

type Props = {
  product?: Product;
  onSave: (body: Partial<ProductInput>) => Promise<Product>;
  /** Cards below the main text, such as pictures. */
  middle?: ReactNode;
  /** Cards beside the form. */
  side?: ReactNode;
  saveLabel: string;
};

function TextCard({ form }: { form: UseFormReturn<ProductValues> }) {
  const { errors } = form.formState;
  return (
    <Card>
      <CardBody className="space-y-5">
        <Field label="Title" error={errors.title?.message}>
          {(control) => <Input {...control} {...form.register("title")} />}
        </Field>
        <Controller
          control={form.control}
          name="description_html"
          render={({ field }) => <DescriptionEditor label="Description" value={field.value} onChange={field.onChange} error={errors.description_html?.message} />}
        />
      </CardBody>
    </Card>
  );
}

function VariantsCard({ grid, currency }: { grid: Variants; currency: string }) {
  const isSingle = usedOptions(grid.options).length === 0 && grid.variants.length <= 1;
  return (
    <Card className="overflow-hidden">
      <CardHeader title={isSingle ? "Price and stock" : "Variants"} className={isSingle ? "" : "pb-4"} />
      {isSingle && <SingleVariant grid={grid} currency={currency} />}
      <OptionsEditor grid={grid} />
      {!isSingle && <VariantGrid grid={grid} currency={currency} />}
    </Card>
  );
}

function OrganisationCard({ form, isNew }: { form: UseFormReturn<ProductValues>; isNew: boolean }) {
  const { errors } = form.formState;
  return (
    <Card>
      <CardHeader title={isNew ? "Status and place" : "Place in the shop"} />
      <CardBody className="space-y-4 pt-3">
        {isNew && (
          <Field label="Status" error={errors.status?.message}>
            {(control) => (
              <Select {...control} {...form.register("status")}>
                <option value="DRAFT">Draft: only you see it</option>
                <option value="ACTIVE">Active: on sale</option>
              </Select>
            )}
          </Field>
        )}
        <Field label="Vendor" isOptional error={errors.vendor?.message}>{(control) => <Input {...control} {...form.register("vendor")} />}</Field>
        <Field label="Type" isOptional error={errors.product_type?.message}>{(control) => <Input {...control} {...form.register("product_type")} />}</Field>
        <Field label="Tags" isOptional hint="Separated by commas." error={errors.tags?.message}>{(control) => <Input {...control} {...form.register("tags")} />}</Field>
      </CardBody>
    </Card>
  );
}

/** Goes to the first field that is marked, once it is drawn as such. */
function showFirstError(): void {
  setTimeout(() => document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus(), 50);
}

function useProductForm({ product, onSave }: Pick<Props, "product" | "onSave">) {
  const { currency } = useStore();
  const form = useForm<ProductValues>({ resolver: zodResolver(productSchema), defaultValues: productValuesOf(product) });
  const grid = useVariants(product);
  const server = useServerErrors(form, PRODUCT_FIELDS);
  const [isSaving, setSaving] = useState(false);
  const isDirty = form.formState.isDirty || grid.isDirty;
  useLeaveGuard(isDirty && !isSaving);

  function reset(saved: Product | undefined) {
    form.reset(productValuesOf(saved));
    grid.reset(saved);
    server.clear();
  }

  function sendable(values: ProductValues): Partial<ProductInput> | null {
    const body = productInputOf(values, product === undefined ? "all" : form.formState.dirtyFields);
    if (product !== undefined && !grid.isDirty) return body;
    const unnamed = usedOptions(grid.options).some(({ name }) => name.trim() === "");
    const { inputs, errors } = readVariants(grid.variants, currency, product === undefined ? [] : variantDraftsOf(product));
    grid.setErrors(errors);
    showFirstError();
    if (unnamed) toast.error("Give every option a name, like Size or Colour.");
    else if (Object.keys(errors).length > 0) toast.error("Some prices or numbers cannot be read. They are marked.");
    if (unnamed || Object.keys(errors).length > 0) return null;
    return { ...body, options: optionInputs(grid.options), variants: inputs };
  }

  async function submit(values: ProductValues) {
    server.clear();
    const body = sendable(values);
    if (body === null) return;
    setSaving(true);
    try {
      reset(await onSave(body));
    } catch (error) {
      place(error);
    } finally {
      setSaving(false);
    }
  }

  function place(error: unknown) {
    if (!(error instanceof ApiError)) {
      server.fail(error);
      return;
    }
    const { cells, rest } = serverCellErrors(error.fields, grid.variants);
    grid.setErrors(cells);
    showFirstError();
    const isAllInCells = Object.keys(cells).length > 0 && Object.keys(rest).length === 0;
    if (isAllInCells) toast.error("Some variants were refused. They are marked.");
    else server.fail(new ApiError({ ...error, message: error.message, fields: rest }));
  }

  return { form, grid, isDirty, isSaving, formError: server.formError, reset, submit: form.handleSubmit(submit) };
}

/** The page of one product, new or known. */
export function ProductForm({ product, onSave, middle, side, saveLabel }: Props) {
  const { currency } = useStore();
  const { form, grid, isDirty, isSaving, formError, reset, submit } = useProductForm({ ...(product ? { product } : {}), onSave });
  // A status changed by its own button must not look like an unsaved change here.
  const { setValue } = form;
  useEffect(() => {
    if (product !== undefined) setValue("status", product.status, { shouldDirty: false });
  }, [product, setValue]);

  return (
    <form onSubmit={(event) => void submit(event)} noValidate onKeyDown={(event) => { if (event.key === "Enter" && event.target instanceof HTMLInputElement && !(event.metaKey || event.ctrlKey)) event.preventDefault(); }}>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="min-w-0 space-y-5">
          <FormError message={formError} />
          <TextCard form={form} />
          {middle}
          <VariantsCard grid={grid} currency={currency} />
          <SeoCard form={form} isNew={product === undefined} />
        </div>
        <div className="min-w-0 space-y-5">
          <OrganisationCard form={form} isNew={product === undefined} />
          {side}
        </div>
      </div>
      <SaveBar isShown={isDirty || product === undefined} isBusy={isSaving} label={saveLabel} {...(product ? { onDiscard: () => reset(product) } : {})} />
    </form>
  );
}
