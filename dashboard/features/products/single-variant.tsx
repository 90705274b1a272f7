"use client";

import { CardBody } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { MoneyInput } from "@/features/forms/money-input";
import type { Variants } from "@/features/products/use-variants";
import type { VariantField } from "@/features/products/variant-drafts";

/** Price and stock of a product without options: one variant, shown as plain fields. */
export function SingleVariant({ grid, currency }: { grid: Variants; currency: string }) {
  const draft = grid.variants[0];
  if (draft === undefined) return null;
  const { key } = draft;
  const errors = grid.errors[key];
  const bind = (field: VariantField) => ({ value: draft[field], onValue: (text: string) => grid.edit(key, field, text) });
  const text = (field: VariantField) => ({ value: draft[field], onChange: (event: { target: { value: string } }) => grid.edit(key, field, event.target.value) });
  return (
    <CardBody className="space-y-5">
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Price" error={errors?.price}>{(control) => <MoneyInput {...control} currency={currency} {...bind("price")} />}</Field>
        <Field label="Compare-at price" isOptional error={errors?.compare_at_price}>{(control) => <MoneyInput {...control} currency={currency} {...bind("compare_at_price")} />}</Field>
        <Field label="Cost" isOptional error={errors?.cost}>{(control) => <MoneyInput {...control} currency={currency} {...bind("cost")} />}</Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="SKU" isOptional error={errors?.sku}>{(control) => <Input {...control} {...text("sku")} autoComplete="off" />}</Field>
        <Field label="Barcode" isOptional error={errors?.barcode}>{(control) => <Input {...control} {...text("barcode")} autoComplete="off" />}</Field>
        <Field label="Weight, g" isOptional error={errors?.weight_grams}>{(control) => <Input {...control} {...text("weight_grams")} inputMode="numeric" />}</Field>
      </div>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-4 border-t border-line pt-4">
        <div className="flex min-h-9.5 items-center gap-3 text-sm">
          <Switch id={`track-${key}`} checked={draft.is_stock_tracked} onCheckedChange={(isOn) => grid.patch(new Set([key]), { is_stock_tracked: isOn })} />
          <label htmlFor={`track-${key}`}>Count stock</label>
        </div>
        {draft.is_stock_tracked && (
          <Field label="In stock" error={errors?.stock_quantity} className="w-32">
            {(control) => <Input {...control} {...text("stock_quantity")} inputMode="numeric" className="text-right tabular-nums" />}
          </Field>
        )}
      </div>
    </CardBody>
  );
}
