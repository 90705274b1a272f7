"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { PermissionPicker } from "@/features/team/permission-picker";
import { useRoleSave } from "@/features/team/team-api";
import type { TeamRole } from "@/lib/api/types";

type Props = { role: TeamRole | null; offered: string[]; onClose: () => void };

/** Makes a role, or changes one: its members have the new rights at once. */
export function RoleDialog({ role, offered, onClose }: Props) {
  const save = useRoleSave();
  const [name, setName] = useState(role?.name ?? "");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions ?? []));
  const placed = save.isError ? placeErrors(save.error, ["name", "permissions"]) : null;
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ id: role?.id ?? null, body: { name: name.trim(), permissions: [...chosen] } }, { onSuccess: () => { toast.success("Saved."); onClose(); } });
  }
  return (
    <Dialog isOpen onOpenChange={onClose} title={role === null ? "New role" : `Role “${role.name}”`} description="What its members may see and change." className="max-w-xl">
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? placed?.fields.permissions ?? null} />
        <Field label="Name" error={placed?.fields.name}>{(control) => <Input {...control} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} autoFocus />}</Field>
        <PermissionPicker legend="May" offered={offered} chosen={chosen} onChange={setChosen} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={save.isPending} disabled={name.trim() === "" || chosen.size === 0}>Save</Button>
        </div>
      </form>
    </Dialog>
  );
}
