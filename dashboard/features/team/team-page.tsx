"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { IfCan, useMerchantId } from "@/features/session/permissions";
import { useMember } from "@/features/session/store-context";
import { InvitationList } from "@/features/team/invitation-list";
import { InviteDialog } from "@/features/team/invite-dialog";
import { MemberList } from "@/features/team/member-list";
import { PolicyCard } from "@/features/team/policy-card";
import { RoleList } from "@/features/team/role-list";
import { rolesQuery } from "@/features/team/team-api";

export function TeamPage() {
  const { merchant } = useMember();
  const roles = useQuery(rolesQuery(useMerchantId()));
  const [isInviting, setInviting] = useState(false);
  return (
    <>
      <PageHeader title="Team" hint={`Who works for ${merchant?.name ?? "your business"}, in all its stores.`}>
        <IfCan permission="team.write"><Button variant="primary" disabled={roles.data === undefined} onClick={() => setInviting(true)}><UserPlus />Invite</Button></IfCan>
      </PageHeader>
      {roles.isError && <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />}
      {roles.isPending && <CardSkeleton lines={6} className="max-w-3xl" />}
      {roles.data && (
        <div className="max-w-3xl space-y-5">
          <MemberList roles={roles.data.rows} />
          <InvitationList />
          <PolicyCard />
          <RoleList roles={roles.data.rows} />
          <InviteDialog isOpen={isInviting} onOpenChange={setInviting} roles={roles.data.rows} />
        </div>
      )}
    </>
  );
}
