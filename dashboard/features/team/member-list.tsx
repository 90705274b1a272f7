"use client";

import { useQuery } from "@tanstack/react-query";
import { Crown, Ellipsis, LogOut, ShieldCheck, UserMinus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { PasswordInput } from "@/features/auth/password-input";
import { placeErrors } from "@/features/forms/server-errors";
import { Pagination } from "@/features/lists/pagination";
import { useCan, useMerchantId } from "@/features/session/permissions";
import { useMember, useStore } from "@/features/session/store-context";
import { grantKey, grantOf, RoleSelect } from "@/features/team/role-select";
import { membersQuery, useLeaveMerchant, useMemberRemove, useOwnershipTransfer, useRoleGive } from "@/features/team/team-api";
import { messageOf } from "@/lib/api/errors";
import type { Member, TeamRole } from "@/lib/api/types";
import { formatAgo } from "@/lib/format/time";

const fail = (error: unknown) => toast.error(messageOf(error));

function TransferDialog({ heir, onClose }: { heir: Member; onClose: () => void }) {
  const transfer = useOwnershipTransfer();
  const [password, setPassword] = useState("");
  const placed = transfer.isError ? placeErrors(transfer.error, ["password"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    transfer.mutate({ member_id: heir.id, password }, { onSuccess: () => { toast.success(`${heir.email} owns this business now.`); onClose(); } });
  }
  return (
    <Dialog isOpen onOpenChange={onClose} title={`Hand over to ${heir.full_name || heir.email}?`} description="They become owner, with plan and payouts; you become an admin.">
      <form onSubmit={submit} className="space-y-5">
        <Field label="Your password" error={placed?.fields.password ?? placed?.form ?? undefined}>
          {(control) => <PasswordInput {...control} value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="current-password" />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger" isBusy={transfer.isPending} disabled={password === ""}>Hand over</Button>
        </div>
      </form>
    </Dialog>
  );
}

type RowProps = { member: Member; roles: TeamRole[]; isYou: boolean };
type Asked = "remove" | "leave" | "transfer" | null;

function MemberMenu({ member, isYou, onAsk }: { member: Member; isYou: boolean; onAsk: (asked: Asked) => void }) {
  const can = useCan();
  const mayRemove = can("team.write") && !isYou;
  const mayTransfer = can("team.own") && !isYou;
  if (!isYou && !mayRemove && !mayTransfer) return null;
  return (
    <Menu>
      <MenuTrigger asChild><Button size="icon-sm" variant="ghost" aria-label={`More for ${member.email}`}><Ellipsis /></Button></MenuTrigger>
      <MenuContent align="end">
        {mayTransfer && <MenuItem onSelect={() => onAsk("transfer")}><Crown />Make owner…</MenuItem>}
        {mayRemove && <MenuItem isDangerous onSelect={() => onAsk("remove")}><UserMinus />Remove…</MenuItem>}
        {isYou && <MenuItem isDangerous onSelect={() => onAsk("leave")}><LogOut />Leave…</MenuItem>}
      </MenuContent>
    </Menu>
  );
}

function MemberRow({ member, roles, isYou }: RowProps) {
  const store = useStore();
  const can = useCan();
  const { merchant } = useMember();
  const give = useRoleGive();
  const remove = useMemberRemove();
  const leave = useLeaveMerchant();
  const [asked, setAsked] = useState<Asked>(null);
  const role = roles.find((one) => (one.id ?? one.role) === grantKey(member));
  const mayChange = can("team.write") && !isYou && (role?.permissions.every(can) ?? false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3 text-sm">
      <span className="min-w-0 flex-1 basis-48">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{member.full_name || member.email}</span>
          {isYou && <Badge>you</Badge>}
          {member.is_two_factor_on && <ShieldCheck aria-label="Two-factor sign-in is on" className="size-4 text-pine" />}
        </span>
        <span className="block text-xs wrap-anywhere text-ink-faint">
          {member.full_name && `${member.email} · `}{member.last_seen_at ? `seen ${formatAgo(member.last_seen_at, store.time_zone)}` : "never signed in"}
        </span>
      </span>
      {mayChange
        ? <RoleSelect aria-label={`Role of ${member.email}`} className="w-40" roles={roles} value={grantKey(member)} disabled={give.isPending} onValue={(key) => give.mutate({ memberId: member.id, grant: grantOf(key, roles) }, { onSuccess: () => toast.success("The role is changed."), onError: fail })} />
        : <Badge>{member.role_name}</Badge>}
      <MemberMenu member={member} isYou={isYou} onAsk={setAsked} />
      <ConfirmDialog
        isOpen={asked === "remove"}
        onOpenChange={() => setAsked(null)}
        title={`Remove ${member.full_name || member.email}?`}
        description="Their access ends at once. What they did stays in the audit log."
        confirmLabel="Remove"
        isDangerous
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(member.id, { onSuccess: () => toast.success("Removed."), onError: fail, onSettled: () => setAsked(null) })}
      />
      <ConfirmDialog
        isOpen={asked === "leave"}
        onOpenChange={() => setAsked(null)}
        title={`Leave ${merchant?.name ?? "this business"}?`}
        description="Your access to its stores ends at once. Somebody must invite you to come back."
        confirmLabel="Leave"
        isDangerous
        isBusy={leave.isPending}
        onConfirm={() => leave.mutate(undefined, { onError: (error) => { fail(error); setAsked(null); } })}
      />
      {asked === "transfer" && <TransferDialog heir={member} onClose={() => setAsked(null)} />}
    </li>
  );
}

export function MemberList({ roles }: { roles: TeamRole[] }) {
  const { user } = useMember();
  const [page, setPage] = useState(1);
  const members = useQuery(membersQuery(useMerchantId(), page));
  return (
    <Card>
      <CardHeader title="Members" />
      {members.isError && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
      {members.isPending && <div role="status" className="space-y-3 p-5"><span className="sr-only">Loading…</span><Skeleton /><Skeleton className="w-2/3" /></div>}
      <ul className="mt-3">{members.data?.rows.map((member) => <MemberRow key={member.id} member={member} roles={roles} isYou={member.user_id === user.id} />)}</ul>
      {members.data && members.data.total > members.data.perPage && <Pagination page={page} perPage={members.data.perPage} total={members.data.total} onPage={setPage} />}
    </Card>
  );
}
