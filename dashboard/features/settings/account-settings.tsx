"use client";

import { Building2, LogOut, MailCheck, MailWarning } from "lucide-react";
import Link from "next/link";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { signOut, useResendVerification, useSwitchMerchant } from "@/features/session/session-api";
import { useMember, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function ProfileCard() {
  const { user } = useMember();
  const resend = useResendVerification();
  function send() {
    resend.mutate(undefined, {
      onSuccess: () => toast.success(`We sent a new link to ${user.email}.`),
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <Card>
      <CardHeader title="You" />
      <CardBody className="space-y-3 pt-3 text-sm">
        {user.full_name && <p className="text-base font-medium">{user.full_name}</p>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <span className="break-all">{user.email}</span>
          {user.is_email_verified ? (
            <Badge tone="good"><MailCheck aria-hidden className="size-3" />Confirmed</Badge>
          ) : (
            <>
              <Badge tone="warn"><MailWarning aria-hidden className="size-3" />Not confirmed</Badge>
              <Button variant="link" size="sm" isBusy={resend.isPending} disabled={resend.isSuccess} onClick={send}>{resend.isSuccess ? "Link sent" : "Send the link again"}</Button>
            </>
          )}
        </div>
      </CardBody>
    </Card>
  );
}

function MerchantCard() {
  const { merchant, merchants } = useMember();
  const change = useSwitchMerchant();
  return (
    <Card>
      <CardHeader title="Merchants" hint="The businesses you belong to. Their stores are kept apart." />
      <ul className="mt-3">
        {merchants.map((other) => (
          <li key={other.id} className="flex flex-wrap items-center gap-3 border-t border-line px-5 py-3 text-sm">
            <Building2 aria-hidden className="size-4 text-ink-faint" />
            <span className="min-w-0 flex-1"><span className="font-medium break-words">{other.name}</span><span className="ml-2 text-ink-faint">{other.role_name.toLowerCase()}</span></span>
            {other.id === merchant?.id ? (
              <Badge tone="good" mark="full">Open now</Badge>
            ) : (
              <Button size="sm" isBusy={change.isPending && change.variables === other.id} onClick={() => change.mutate(other.id, { onError: (error) => toast.error(messageOf(error)) })}>Switch</Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function AccountSettings() {
  const path = useStorePath();
  return (
    <>
      <PageHeader title="Account"><Button onClick={() => void signOut()}><LogOut />Sign out</Button></PageHeader>
      <div className="max-w-3xl space-y-5">
        <ProfileCard />
        <MerchantCard />
        <p className="text-sm text-ink-soft">Password, two-factor sign-in and devices are under <Link href={path("settings/security")} className="text-pine hover:underline">Security</Link>.</p>
      </div>
    </>
  );
}
