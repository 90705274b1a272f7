"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { resetSchema } from "@/features/auth/auth-schemas";
import { PasswordInput } from "@/features/auth/password-input";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { core, done } from "@/lib/api/client";

type Values = z.infer<typeof resetSchema>;

export function ResetForm({ token }: { token: string }) {
  const [isDone, setDone] = useState(false);
  const form = useForm<Values>({ resolver: zodResolver(resetSchema), defaultValues: { password: "", repeated: "" } });
  const { formError, fail, clear } = useServerErrors(form, ["password"]);
  const { errors, isSubmitting } = form.formState;

  async function submit({ password }: Values) {
    clear();
    try {
      await done(core.POST("/api/v1/auth/password/reset/confirm", { body: { token, password } }));
      setDone(true);
    } catch (error) {
      fail(error);
    }
  }

  if (isDone) {
    return (
      <div className="space-y-5">
        <Notice icon={CircleCheck} tone="good" role="status">Your new password is set. Every device was signed out.</Notice>
        <Button asChild variant="primary" size="lg" className="w-full"><Link href="/login">Sign in</Link></Button>
      </div>
    );
  }
  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Field label="New password" error={errors.password?.message} hint="At least 10 characters.">
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" autoFocus />}
      </Field>
      <Field label="Once more" error={errors.repeated?.message}>
        {(control) => <PasswordInput {...control} {...form.register("repeated")} autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting} className="w-full">Set new password</Button>
    </form>
  );
}
