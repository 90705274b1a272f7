"use client";

import { MailQuestion, PauseCircle } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useResendVerification } from "@/features/session/session-api";
import { PlanNotice } from "@/features/plan/plan-notice";
import { useMember, useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function Unverified({ email }: { email: string }) {
  const resend = useResendVerification();
  function send() {
    resend.mutate(undefined, {
      onSuccess: () => toast.success(`We sent a new link to ${email}.`),
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <Notice icon={MailQuestion} tone="warn">
      Please confirm your e-mail address: open the link we sent to <strong className="font-medium break-all">{email}</strong>.{" "}
      {!resend.isSuccess && <Button variant="link" size="sm" isBusy={resend.isPending} onClick={send} className="align-baseline">Send again</Button>}
    </Notice>
  );
}

/** What a member must know on every page: the plan's state, an unconfirmed address, a store that is not open. */
export function ShellNotices() {
  const { user } = useMember();
  const store = useStore();
  const isClosed = store.status === "SUSPENDED" || store.status === "CLOSED";
  return (
    <div className="mx-auto w-full max-w-6xl space-y-3 px-4 pt-4 empty:hidden sm:px-6 lg:px-8">
      <PlanNotice />
      {isClosed && (
        <Notice icon={PauseCircle} tone="bad" role="status">
          {store.status === "SUSPENDED"
            ? "This store is suspended: shoppers see a closed page and nothing can be changed until it is resumed."
            : "This store is closed. Its data can be viewed but not changed."}
        </Notice>
      )}
      {!user.is_email_verified && <Unverified email={user.email} />}
    </div>
  );
}
