"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore, type ComponentProps } from "react";
import { useForm, useWatch } from "react-hook-form";
import { z } from "zod";
import { Wordmark } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SUBDOMAIN, subdomainOf } from "@/features/auth/auth-schemas";
import { AddressPreview } from "@/features/auth/register-form";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { meQuery } from "@/features/session/session-api";
import { countryChoices, currencyChoices, localeChoices, type Choice } from "@/features/settings/choices";
import { core, dataOf } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import { useIdempotencyKey } from "@/lib/api/idempotency";

const schema = z.object({
  name: z.string().trim().min(1, "Give your shop a name.").max(120, "At most 120 characters."),
  subdomain: z.string().regex(SUBDOMAIN, "3 to 63 letters a–z, digits and hyphens; hyphens only inside."),
  currency: z.string(),
  country: z.string(),
  locale: z.string(),
});
type Values = z.infer<typeof schema>;

type ListProps = Omit<ComponentProps<typeof Select>, "value"> & { choices: () => Choice[]; value: string };

/** Names of countries differ between server and browser, so only the browser lists them. */
function ChoiceList({ choices, value, ...rest }: ListProps) {
  const isBrowser = useSyncExternalStore(() => () => undefined, () => true, () => false);
  return (
    <Select {...rest} value={value}>
      {isBrowser ? choices().map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>) : <option value={value} />}
    </Select>
  );
}

export function StoreCreate({ scheme, publicBase }: { scheme: string; publicBase: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const idempotency = useIdempotencyKey();
  const [isOwn, setOwn] = useState(false);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { name: "", subdomain: "", currency: "EUR", country: "DE", locale: "en" } });
  const { formError, fail, clear } = useServerErrors(form, ["name", "subdomain", "currency", "country", "locale"]);
  const { subdomain, ...place } = useWatch({ control: form.control, compute: ({ subdomain, currency, country, locale }) => ({ subdomain, currency, country, locale }) });
  const { errors, isSubmitting } = form.formState;

  async function submit(values: Values) {
    clear();
    try {
      const store = await dataOf(core.POST("/api/v1/stores", { body: values, params: { header: { "Idempotency-Key": idempotency.keyFor(values) } } }));
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      router.replace(`/stores/${store.id}`);
    } catch (error) {
      if (error instanceof ApiError && error.code === "subdomain_taken") form.setError("subdomain", { type: "server", message: error.message }, { shouldFocus: true });
      else fail(error);
    }
  }

  return (
    <main className="mx-auto max-w-xl px-4 py-10">
      <Link href="/" aria-label="Dropwright, home"><Wordmark /></Link>
      <h1 className="mt-10 mb-6 text-2xl">Open another store</h1>
      <form onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
        <FormError message={formError} />
        <Card>
          <CardBody className="grid gap-5 sm:grid-cols-2">
            <Field label="Name" error={errors.name?.message} className="sm:col-span-2">
              {(control) => <Input {...control} autoFocus {...form.register("name", { onChange: (event: { target: { value: string } }) => { if (!isOwn) form.setValue("subdomain", subdomainOf(event.target.value)); } })} />}
            </Field>
            <Field label="Web address" error={errors.subdomain?.message} hint={<AddressPreview subdomain={subdomain} scheme={scheme} publicBase={publicBase} />} className="sm:col-span-2">
              {(control) => <Input {...control} {...form.register("subdomain", { onChange: () => setOwn(true) })} spellCheck={false} autoCapitalize="none" />}
            </Field>
            <Field label="Currency" error={errors.currency?.message}>{(control) => <ChoiceList {...control} {...form.register("currency")} choices={currencyChoices} value={place.currency} />}</Field>
            <Field label="Country" error={errors.country?.message}>{(control) => <ChoiceList {...control} {...form.register("country")} choices={countryChoices} value={place.country} />}</Field>
            <Field label="Language of the shop" error={errors.locale?.message}>{(control) => <ChoiceList {...control} {...form.register("locale")} choices={localeChoices} value={place.locale} />}</Field>
          </CardBody>
        </Card>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={() => router.back()}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={isSubmitting}>Open store</Button>
        </div>
      </form>
    </main>
  );
}
