"use client";

import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/states";
import { IfCan, useMerchantId } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { invitationsQuery, useInvitationResend, useInvitationRevoke } from "@/features/team/team-api";
import { messageOf } from "@/lib/api/errors";
import { formatDay } from "@/lib/format/time";

/** Who was asked and has not answered; nothing is shown when nobody was. */
export function InvitationList() {
  const store = useStore();
  const invitations = useQuery(invitationsQuery(useMerchantId()));
  const resend = useInvitationResend();
  const revoke = useInvitationRevoke();
  const fail = (error: unknown) => toast.error(messageOf(error));
  if (invitations.isError) return <Card><ErrorState error={invitations.error} onRetry={() => void invitations.refetch()} /></Card>;
  if (invitations.data === undefined || invitations.data.rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Invitations" hint="They take a place in your plan until they are answered or withdrawn." />
      <ul className="mt-3">
        {invitations.data.rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3 text-sm">
            <span className="min-w-0 flex-1 basis-56">
              <span className="block font-medium wrap-anywhere">{row.email}</span>
              <span className="block text-xs text-ink-faint">{row.role_name} · {row.is_expired ? "ran out" : "until"} {formatDay(row.expires_at, store.time_zone)}</span>
            </span>
            {row.is_expired ? <Badge tone="warn">Ran out</Badge> : <Badge tone="info" mark="ring">Waiting</Badge>}
            <IfCan permission="team.write">
              <Button size="sm" isBusy={resend.isPending && resend.variables === row.id} onClick={() => resend.mutate(row.id, { onSuccess: () => toast.success("Sent again. The older link stopped working."), onError: fail })}>Send again</Button>
              <Button size="sm" variant="ghost" isBusy={revoke.isPending && revoke.variables === row.id} onClick={() => revoke.mutate(row.id, { onSuccess: () => toast.success("Withdrawn."), onError: fail })}>Withdraw</Button>
            </IfCan>
          </li>
        ))}
      </ul>
    </Card>
  );
}
