"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm, useWatch, type UseFormReturn } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { registerSchema, SUBDOMAIN, subdomainOf } from "@/features/auth/auth-schemas";
import { PasswordInput } from "@/features/auth/password-input";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { session } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";

type Values = z.infer<typeof registerSchema>;
type Props = { scheme: string; publicBase: string };

const NAMES = ["full_name", "email", "password", "store_name", "subdomain"] as const;

/** The address shoppers will type, as it will look, while the name is being typed. */
export function AddressPreview({ subdomain, scheme, publicBase }: Props & { subdomain: string }) {
  const isReady = SUBDOMAIN.test(subdomain);
  return (
    <span className="flex items-center gap-2" aria-live="polite">
      <Globe aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 break-all">
        {scheme}://<strong className={isReady ? "font-semibold text-pine" : "font-semibold"}>{subdomain || "your-shop"}</strong>.{publicBase}
      </span>
    </span>
  );
}

function StoreFields({ form, ...address }: Props & { form: UseFormReturn<Values> }) {
  const [isOwn, setOwn] = useState(false);
  const subdomain = useWatch({ control: form.control, name: "subdomain" });
  const { errors } = form.formState;
  const name = form.register("store_name", {
    onChange: (event: { target: { value: string } }) => {
      if (!isOwn) form.setValue("subdomain", subdomainOf(event.target.value), { shouldValidate: form.formState.isSubmitted });
    },
  });
  return (
    <>
      <Field label="Name of your shop" error={errors.store_name?.message}>
        {(control) => <Input {...control} {...name} autoComplete="organization" />}
      </Field>
      <Field label="Web address" error={errors.subdomain?.message} hint={<AddressPreview subdomain={subdomain} {...address} />}>
        {(control) => (
          <Input
            {...control}
            {...form.register("subdomain", { onChange: () => setOwn(true), setValueAs: (value: string) => value.trim().toLowerCase() })}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
    </>
  );
}

export function RegisterForm(props: Props) {
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm<Values>({
    resolver: zodResolver(registerSchema),
    defaultValues: { full_name: "", email: "", password: "", store_name: "", subdomain: "" },
  });
  const [isLeaving, setLeaving] = useState(false);
  const { formError, fail, clear } = useServerErrors(form, NAMES);
  const { errors, isSubmitting } = form.formState;

  async function submit({ full_name: fullName, ...values }: Values) {
    clear();
    try {
      const body = fullName === "" ? values : { ...values, full_name: fullName };
      const { store } = await session("register", body, z.object({ store: z.object({ id: z.string() }) }));
      client.clear();
      router.replace(`/stores/${store.id}`);
      setLeaving(true);
    } catch (error) {
      const isTaken = error instanceof ApiError && error.code === "subdomain_taken";
      if (isTaken) form.setError("subdomain", { type: "server", message: error.message }, { shouldFocus: true });
      else fail(error);
    }
  }

  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <StoreFields form={form} {...props} />
      <Field label="Your name" isOptional error={errors.full_name?.message}>
        {(control) => <Input {...control} {...form.register("full_name")} autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" />}
      </Field>
      <Field label="Password" error={errors.password?.message} hint="At least 10 characters. A short sentence works well.">
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting || isLeaving} className="w-full">Open my shop</Button>
    </form>
  );
}
