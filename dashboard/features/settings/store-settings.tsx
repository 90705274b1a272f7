"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink, Lock } from "lucide-react";
import { useMemo } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { FormError } from "@/features/forms/form-error";
import { SaveBar } from "@/features/forms/save-bar";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { orderListQuery } from "@/features/orders/order-api";
import { useStoreUpdate } from "@/features/session/session-api";
import { WriteFence } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { countryChoices, currencyChoices, localeChoices, timeZoneChoices, withCurrent } from "@/features/settings/choices";
import { StockSettingsCard } from "@/features/settings/stock-settings";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import type { Store } from "@/lib/api/types";

const schema = z.object({
  name: z.string().trim().min(1, "A store needs a name.").max(120, "At most 120 characters."),
  contact_email: z.union([z.literal(""), z.email("Enter an e-mail address like name@example.com.")]),
  currency: z.string(),
  country: z.string(),
  locale: z.string(),
  time_zone: z.string(),
});
type Values = z.infer<typeof schema>;
const NAMES = ["name", "contact_email", "currency", "country", "locale", "time_zone"] as const;

function valuesOf({ name, contact_email, currency, country, locale, time_zone }: Store): Values {
  return { name, contact_email, currency, country, locale, time_zone };
}

function useStoreForm() {
  const store = useStore();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: valuesOf(store) });
  const update = useStoreUpdate(store.id);
  const { formError, fail, clear } = useServerErrors(form, NAMES);
  const { isDirty, isSubmitting, dirtyFields } = form.formState;
  useLeaveGuard(isDirty && !isSubmitting);
  async function submit(values: Values) {
    clear();
    const changed = Object.fromEntries(Object.entries(values).filter(([name]) => dirtyFields[name as keyof Values]));
    try {
      form.reset(valuesOf(await update.mutateAsync(changed)));
      toast.success("Saved.");
    } catch (error) {
      fail(error);
    }
  }
  return { store, form, formError, submit: form.handleSubmit(submit) };
}

export function StoreSettings() {
  const { store, form, formError, submit } = useStoreForm();
  const orders = useQuery(orderListQuery(store.id, { per_page: 1 }));
  const choices = useMemo(
    () => ({
      currency: withCurrent(currencyChoices(), store.currency),
      country: withCurrent(countryChoices(), store.country),
      locale: withCurrent(localeChoices(), store.locale),
      time_zone: withCurrent(timeZoneChoices(), store.time_zone),
    }),
    [store],
  );
  const isCurrencyFixed = orders.data === undefined || orders.data.total > 0;
  const { errors, isDirty, isSubmitting } = form.formState;
  const options = (name: keyof typeof choices) => choices[name].map(({ value, label }) => <option key={value} value={value}>{label}</option>);
  const currencyHint = orders.data && orders.data.total > 0
    ? <span className="flex items-start gap-1.5"><Lock aria-hidden className="mt-0.5 size-3.5 shrink-0" />Fixed since the first order: sums of the past must keep their meaning.</span>
    : "Can be changed until the first order.";
  return (
    <>
      <PageHeader title="Store settings" />
      <form onSubmit={(event) => void submit(event)} noValidate className="max-w-3xl space-y-5">
        <WriteFence permission="store.write" className="space-y-5">
        <FormError message={formError} />
        <Card>
          <CardHeader title="Shop" />
          <CardBody className="space-y-5">
            <Field label="Name" error={errors.name?.message}>{(control) => <Input {...control} {...form.register("name")} />}</Field>
            <Field label="Contact e-mail" isOptional error={errors.contact_email?.message} hint="Where shoppers can reach you.">
              {(control) => <Input {...control} {...form.register("contact_email")} type="email" autoComplete="email" />}
            </Field>
            <div>
              <p className="mb-1.5 text-sm font-medium">Web address</p>
              <div className="flex flex-wrap items-center gap-3">
                <code className="rounded-lg bg-sunken px-3 py-2 font-mono text-sm break-all">{store.url.replace(/\/+$/, "")}</code>
                <Button asChild variant="link" size="sm"><a href={store.url} target="_blank" rel="noreferrer">Visit<ExternalLink /></a></Button>
              </div>
            </div>
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="Place and money" hint="Times on every page follow the time zone." />
          <CardBody className="grid gap-5 sm:grid-cols-2">
            <Field label="Currency" error={errors.currency?.message} hint={currencyHint}>
              {(control) => <Select {...control} {...form.register("currency")} disabled={isCurrencyFixed}>{options("currency")}</Select>}
            </Field>
            <Field label="Country" error={errors.country?.message}>{(control) => <Select {...control} {...form.register("country")}>{options("country")}</Select>}</Field>
            <Field label="Language of the shop" error={errors.locale?.message}>{(control) => <Select {...control} {...form.register("locale")}>{options("locale")}</Select>}</Field>
            <Field label="Time zone" error={errors.time_zone?.message}>{(control) => <Select {...control} {...form.register("time_zone")}>{options("time_zone")}</Select>}</Field>
          </CardBody>
        </Card>
        <SaveBar isShown={isDirty} isBusy={isSubmitting} label="Save" onDiscard={() => form.reset(valuesOf(store))} />
        </WriteFence>
      </form>
      <StockSettingsCard className="mt-5 max-w-3xl" />
    </>
  );
}
