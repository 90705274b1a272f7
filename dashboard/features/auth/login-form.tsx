"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { loginSchema, safeNext } from "@/features/auth/auth-schemas";
import { PasswordInput } from "@/features/auth/password-input";
import { TwoFactorForm } from "@/features/auth/two-factor-form";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { session } from "@/lib/api/client";

type Values = z.infer<typeof loginSchema>;
const answerSchema = z.object({ challenge: z.string().optional() });

export function LoginForm({ next }: { next: string | undefined }) {
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm<Values>({ resolver: zodResolver(loginSchema), defaultValues: { email: "", password: "" } });
  const [isLeaving, setLeaving] = useState(false);
  const [challenge, setChallenge] = useState<string | null>(null);
  const { formError, fail, clear } = useServerErrors(form, ["email", "password"]);
  const { errors, isSubmitting } = form.formState;

  async function submit(values: Values) {
    clear();
    try {
      const answer = await session("login", values, answerSchema);
      if (answer.challenge !== undefined) setChallenge(answer.challenge);
      else leave();
    } catch (error) {
      fail(error);
    }
  }

  function leave() {
    client.clear();
    router.replace(safeNext(next));
    setLeaving(true);
  }

  if (challenge !== null) {
    return <TwoFactorForm challenge={challenge} onDone={leave} onBack={() => { setChallenge(null); form.resetField("password"); }} />;
  }

  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => <Input {...control} {...form.register("email")} type="email" autoComplete="username" autoFocus />}
      </Field>
      <Field
        label="Password"
        error={errors.password?.message}
        aside={<Link href="/forgot-password" className="text-sm text-pine hover:underline">Forgot it?</Link>}
      >
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting || isLeaving} className="w-full">Sign in</Button>
    </form>
  );
}
