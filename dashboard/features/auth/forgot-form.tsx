"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { MailCheck } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { forgotSchema } from "@/features/auth/auth-schemas";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { core, done } from "@/lib/api/client";

type Values = z.infer<typeof forgotSchema>;

export function ForgotForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm<Values>({ resolver: zodResolver(forgotSchema), defaultValues: { email: "" } });
  const { formError, fail, clear } = useServerErrors(form, ["email"]);

  async function submit(values: Values) {
    clear();
    try {
      await done(core.POST("/api/v1/auth/password/reset", { body: values }));
      setSentTo(values.email);
    } catch (error) {
      fail(error);
    }
  }

  if (sentTo !== null) {
    return (
      <Notice icon={MailCheck} tone="good" role="status">
        If <strong className="font-medium break-all">{sentTo}</strong> has an account, a message with a link is on its way. It works for a short time only.
      </Notice>
    );
  }
  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Field label="E-mail" error={form.formState.errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" autoFocus />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={form.formState.isSubmitting} className="w-full">Send me a link</Button>
    </form>
  );
}
