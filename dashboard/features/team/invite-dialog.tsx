"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { grantOf, RoleSelect } from "@/features/team/role-select";
import { useInvite } from "@/features/team/team-api";
import type { TeamRole } from "@/lib/api/types";

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; roles: TeamRole[] };

export function InviteDialog({ isOpen, onOpenChange, roles }: Props) {
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("STAFF");
  const placed = invite.isError ? placeErrors(invite.error, ["email", "role"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ email: email.trim(), ...grantOf(role, roles) }, {
      onSuccess: () => {
        toast.success(`${email.trim()} is invited.`, { description: "The link in the mail works once, for seven days." });
        setEmail("");
        onOpenChange(false);
      },
    });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Invite a teammate" description="They get a mail with a link for this address only.">
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? null} />
        <Field label="E-mail" error={placed?.fields.email}>
          {(control) => <Input {...control} type="email" value={email} onChange={(event) => setEmail(event.target.value)} autoComplete="off" autoFocus />}
        </Field>
        <Field label="Role" error={placed?.fields.role} hint="You can change it at any time.">
          {(control) => <RoleSelect {...control} roles={roles} value={role} onValue={setRole} />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={invite.isPending} disabled={email.trim() === ""}>Send the invitation</Button>
        </div>
      </form>
    </Dialog>
  );
}
