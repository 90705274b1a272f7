"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { nothing, session } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";

const schema = z.object({ code: z.string().trim().min(6, "Enter the six digits of your app, or a recovery code.") });
type Values = z.infer<typeof schema>;
type Props = { challenge: string; onDone: () => void; onBack: () => void };

/** The second step of signing in. */
export function TwoFactorForm({ challenge, onDone, onBack }: Props) {
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { code: "" } });
  const { formError, fail, clear } = useServerErrors(form, ["code"]);
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  async function submit({ code }: Values) {
    clear();
    try {
      await session("two-factor", { challenge, code }, nothing);
      onDone();
    } catch (error) {
      const isWrong = error instanceof ApiError && error.code === "two_factor_code_wrong";
      if (isWrong) form.setError("code", { type: "server", message: error.message }, { shouldFocus: true });
      else fail(error);
    }
  }

  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Field label="Code" error={errors.code?.message} hint="From your authenticator app. Lost it? A recovery code works here too.">
        {(control) => <Input {...control} {...form.register("code")} autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} autoFocus className="font-mono tracking-widest" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting || (isSubmitSuccessful && Object.keys(errors).length === 0 && formError === null)} className="w-full">Sign in</Button>
      <Button variant="link" onClick={onBack}>Start again</Button>
    </form>
  );
}
