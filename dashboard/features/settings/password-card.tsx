"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import type { z } from "zod";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { passwordChangeSchema } from "@/features/auth/auth-schemas";
import { PasswordInput } from "@/features/auth/password-input";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { nothing, session } from "@/lib/api/client";

type Values = z.infer<typeof passwordChangeSchema>;
const EMPTY: Values = { current_password: "", new_password: "", repeated: "" };

export function PasswordCard() {
  const form = useForm<Values>({ resolver: zodResolver(passwordChangeSchema), defaultValues: EMPTY });
  const { formError, fail, clear } = useServerErrors(form, ["current_password", "new_password"]);
  const { errors, isSubmitting } = form.formState;

  async function submit({ current_password, new_password }: Values) {
    clear();
    try {
      await session("password", { current_password, new_password }, nothing);
      form.reset(EMPTY);
      toast.success("Your password is changed.", { description: "Every other device was signed out." });
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Card>
      <CardHeader title="Password" hint="Changing it signs out every other device." />
      <CardBody>
        <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="max-w-sm space-y-5">
          <FormError message={formError} />
          <Field label="Current password" error={errors.current_password?.message}>{(control) => <PasswordInput {...control} {...form.register("current_password")} autoComplete="current-password" />}</Field>
          <Field label="New password" error={errors.new_password?.message} hint="At least 10 characters.">{(control) => <PasswordInput {...control} {...form.register("new_password")} autoComplete="new-password" />}</Field>
          <Field label="Once more" error={errors.repeated?.message}>{(control) => <PasswordInput {...control} {...form.register("repeated")} autoComplete="new-password" />}</Field>
          <Button type="submit" isBusy={isSubmitting}>Change password</Button>
        </form>
      </CardBody>
    </Card>
  );
}
