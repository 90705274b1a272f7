"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { AuthHeading } from "@/features/auth/auth-heading";
import { newPasswordSchema } from "@/features/auth/auth-schemas";
import { PasswordInput } from "@/features/auth/password-input";
import { FormError } from "@/features/forms/form-error";
import { useServerErrors } from "@/features/forms/use-server-errors";
import { meQuery, signOut } from "@/features/session/session-api";
import { Plumbing } from "@/features/shell/plumbing";
import { core, dataOf, nothing, session } from "@/lib/api/client";
import { ApiError, messageOf } from "@/lib/api/errors";
import type { InvitationOffer } from "@/lib/api/types";

type Props = { token: string; isSignedIn: boolean };

/** A page load, not a step inside the app: what another merchant left in memory goes. */
function enter() {
  window.location.assign("/");
}

function AcceptButton({ token, merchant }: { token: string; merchant: string }) {
  const accept = useMutation({ mutationFn: () => session("invitation", { token }, nothing), onSuccess: enter });
  return (
    <div className="space-y-4">
      {accept.isError && <Notice icon={TriangleAlert} tone="bad" role="alert">{messageOf(accept.error)}</Notice>}
      <Button variant="primary" size="lg" className="w-full" isBusy={accept.isPending || accept.isSuccess} onClick={() => accept.mutate()}>Join {merchant}</Button>
    </div>
  );
}

function SignedIn({ token, offer }: { token: string; offer: InvitationOffer }) {
  const me = useQuery(meQuery);
  if (me.isPending) return <div role="status" className="flex justify-center py-6"><Plumbing /><span className="sr-only">Loading…</span></div>;
  if (me.data?.user.email === offer.email) return <AcceptButton token={token} merchant={offer.merchant_name} />;
  return (
    <div className="space-y-5">
      <Notice icon={TriangleAlert} tone="warn" role="alert">
        You are signed in as <strong className="font-medium break-all">{me.data?.user.email ?? "somebody else"}</strong>. This invitation is for {offer.email}.
      </Notice>
      <Button size="lg" className="w-full" onClick={() => void signOut()}>Sign out, then open the link again</Button>
    </div>
  );
}

const schema = z.object({ full_name: z.string().trim().max(120, "At most 120 characters."), password: newPasswordSchema });
type Values = z.infer<typeof schema>;

function NewAccount({ token, offer }: { token: string; offer: InvitationOffer }) {
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { full_name: "", password: "" } });
  const { formError, fail, clear } = useServerErrors(form, ["full_name", "password"]);
  const { errors, isSubmitting } = form.formState;
  async function submit(values: Values) {
    clear();
    try {
      await session("invitation-register", { token, ...values }, nothing);
      enter();
    } catch (error) {
      fail(error);
    }
  }
  return (
    <form method="post" onSubmit={(event) => void form.handleSubmit(submit)(event)} noValidate className="space-y-5">
      <FormError message={formError} />
      <Field label="E-mail">{(control) => <Input {...control} value={offer.email} readOnly autoComplete="username" />}</Field>
      <Field label="Your name" isOptional error={errors.full_name?.message}>{(control) => <Input {...control} {...form.register("full_name")} autoComplete="name" />}</Field>
      <Field label="Password" error={errors.password?.message} hint="At least 10 characters. A short sentence works well.">
        {(control) => <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isSubmitting} className="w-full">Join {offer.merchant_name}</Button>
    </form>
  );
}

/** Shows what a mailed invitation offers and takes the answer; only looking at it uses nothing up. */
export function InvitationAnswer({ token, isSignedIn }: Props) {
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => dataOf(core.POST("/api/v1/invitations/offer", { body: { token } })),
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (offer.isPending) return <div role="status" className="flex flex-col items-center gap-4 py-6 text-sm text-ink-soft"><Plumbing />Opening your invitation…</div>;
  if (offer.isError) {
    const isOld = offer.error instanceof ApiError && offer.error.status === 400;
    return (
      <div className="space-y-5">
        <AuthHeading title={isOld ? "This invitation is over" : "That did not load"}>{isOld ? "It was answered, withdrawn or has run out. Ask for a new one." : messageOf(offer.error)}</AuthHeading>
        {isOld ? <Button asChild><Link href="/">Go to my shop</Link></Button> : <Button onClick={() => void offer.refetch()}>Try again</Button>}
      </div>
    );
  }
  const { merchant_name: merchant, role_name: role, invited_by: inviter, has_account: hasAccount } = offer.data;
  const here = encodeURIComponent(`/invitation?token=${token}`);
  return (
    <>
      <AuthHeading title={`Join ${merchant}`}>{inviter || "Somebody"} invites you to the team as <strong className="font-medium text-ink">{role}</strong>.</AuthHeading>
      {isSignedIn && <SignedIn token={token} offer={offer.data} />}
      {!isSignedIn && hasAccount && <Button asChild variant="primary" size="lg" className="w-full"><Link href={`/login?next=${here}`}>Sign in as {offer.data.email}</Link></Button>}
      {!isSignedIn && !hasAccount && <NewAccount token={token} offer={offer.data} />}
    </>
  );
}
