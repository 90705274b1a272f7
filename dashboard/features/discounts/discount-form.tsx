"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { collectionListQuery } from "@/features/collections/collection-api";
import type { Discount, DiscountBody } from "@/features/discounts/discount-api";
import { discountBody, discountSchema, discountValues, type DiscountValues } from "@/features/discounts/discount-values";
import { FormError } from "@/features/forms/form-error";
import { MoneyInput } from "@/features/forms/money-input";
import { SaveBar } from "@/features/forms/save-bar";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { useStore } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";

const NAMES = ["code", "kind", "percentage", "amount", "minimum_spend", "usage_limit", "per_customer_limit", "starts_at", "ends_at", "collection_ids", "is_active"] as const;

type Props = { discount?: Discount; onSave: (body: DiscountBody) => Promise<Discount>; saveLabel: string };

export function DiscountForm({ discount, onSave, saveLabel }: Props) {
  const { currency, id: storeId } = useStore();
  const schema = useMemo(() => discountSchema(currency), [currency]);
  const form = useForm<DiscountValues>({ resolver: zodResolver(schema), defaultValues: discountValues(discount) });
  const { formError, fail, clear } = useServerErrors(form, NAMES);
  const [isSaving, setSaving] = useState(false);
  const collections = useQuery(collectionListQuery(storeId, { per_page: 100 }));
  const { errors, isDirty } = form.formState;
  const kind = form.watch("kind");
  useLeaveGuard(isDirty && !isSaving);

  async function submit(values: DiscountValues) {
    clear();
    setSaving(true);
    try {
      form.reset(discountValues(await onSave(discountBody(values, currency))));
    } catch (error) {
      fail(error);
    } finally {
      setSaving(false);
    }
  }

  const money = (name: "amount" | "minimum_spend", label: string, isOptional: boolean) => (
    <Field label={label} isOptional={isOptional} error={errors[name]?.message}>
      {(control) => <Controller control={form.control} name={name} render={({ field }) => <MoneyInput {...control} currency={currency} value={field.value} onValue={field.onChange} />} />}
    </Field>
  );
  return (
    <form onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="max-w-3xl space-y-5">
      <FormError message={formError} />
      <Card>
        <CardHeader title="What it gives" />
        <CardBody className="grid gap-5 sm:grid-cols-2">
          <Field label="Code" error={errors.code?.message} hint="Shoppers may write it in small letters.">
            {(control) => <Input {...control} {...form.register("code")} className="font-mono uppercase" autoCapitalize="characters" spellCheck={false} />}
          </Field>
          <Field label="Kind" error={errors.kind?.message}>
            {(control) => <Select {...control} {...form.register("kind")}><option value="PERCENTAGE">Percentage</option><option value="AMOUNT">Amount</option><option value="FREE_SHIPPING">Free shipping</option></Select>}
          </Field>
          {kind === "PERCENTAGE" && <Field label="Percent off" error={errors.percentage?.message}>{(control) => <Input {...control} {...form.register("percentage")} inputMode="decimal" className="text-right tabular-nums" />}</Field>}
          {kind === "AMOUNT" && money("amount", "Amount off", false)}
          {money("minimum_spend", "Least to spend", true)}
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Who and when" />
        <CardBody className="grid gap-5 sm:grid-cols-2">
          <Field label="Uses in all" isOptional error={errors.usage_limit?.message}>{(control) => <Input {...control} {...form.register("usage_limit")} inputMode="numeric" />}</Field>
          <Field label="Uses per customer" isOptional error={errors.per_customer_limit?.message} hint="Counted by e-mail address.">{(control) => <Input {...control} {...form.register("per_customer_limit")} inputMode="numeric" />}</Field>
          <Field label="Starts" isOptional error={errors.starts_at?.message}>{(control) => <Input {...control} {...form.register("starts_at")} type="datetime-local" />}</Field>
          <Field label="Ends" isOptional error={errors.ends_at?.message}>{(control) => <Input {...control} {...form.register("ends_at")} type="datetime-local" />}</Field>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Collections" hint="None chosen: the code is for everything in the shop." />
        <CardBody>
          <fieldset className="grid gap-2 text-sm sm:grid-cols-2">
            <legend className="sr-only">Collections the code is for</legend>
            {collections.data?.rows.map(({ id, title }) => (
              <label key={id} className="flex min-w-0 items-center gap-2"><input type="checkbox" value={id} {...form.register("collection_ids")} className="size-4 shrink-0 accent-pine" /><span className="min-w-0 wrap-anywhere">{title}</span></label>
            ))}
            {collections.data?.rows.length === 0 && <p className="text-ink-faint">There are no collections yet.</p>}
          </fieldset>
        </CardBody>
      </Card>
      <Card>
        <CardBody className="flex items-center gap-3 text-sm">
          <Controller control={form.control} name="is_active" render={({ field }) => <Switch id="is-active" checked={field.value} onCheckedChange={field.onChange} />} />
          <label htmlFor="is-active"><span className="font-medium">On</span><span className="block text-ink-faint">Off, the code gives nothing; orders placed with it keep what they were given.</span></label>
        </CardBody>
      </Card>
      <SaveBar isShown={isDirty || discount === undefined} isBusy={isSaving} label={saveLabel} {...(discount ? { onDiscard: () => form.reset(discountValues(discount)) } : {})} />
    </form>
  );
}
