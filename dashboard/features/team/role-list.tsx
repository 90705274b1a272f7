"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { useCan } from "@/features/session/permissions";
import { useMember } from "@/features/session/store-context";
import { permissionRows } from "@/features/team/permission-words";
import { RoleDialog } from "@/features/team/role-dialog";
import { useRoleDelete } from "@/features/team/team-api";
import { messageOf } from "@/lib/api/errors";
import type { TeamRole } from "@/lib/api/types";

function summary(role: TeamRole): string {
  const changes = permissionRows(role.permissions.filter((name) => !name.endsWith(".read"))).map(({ label }) => label.toLowerCase());
  if (changes.length === 0) return `Looks at ${permissionRows(role.permissions).length} areas, changes nothing`;
  return `Changes ${changes.slice(0, 4).join(", ")}${changes.length > 4 ? ` and ${changes.length - 4} more` : ""}`;
}

export function RoleList({ roles }: { roles: TeamRole[] }) {
  const can = useCan();
  const { permissions } = useMember();
  const remove = useRoleDelete();
  const [edited, setEdited] = useState<TeamRole | "new" | null>(null);
  const admin = roles.find(({ role }) => role === "ADMIN")?.permissions ?? [];
  const offered = admin.filter((name) => permissions.includes(name));
  return (
    <Card>
      <CardHeader title="Roles" hint="Four come with the product; make your own where they do not fit.">
        {can("team.write") && <Button size="sm" onClick={() => setEdited("new")}><Plus />New role</Button>}
      </CardHeader>
      <ul className="mt-3">
        {roles.map((role) => (
          <li key={role.id ?? role.role} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3 text-sm">
            <span className="min-w-0 flex-1 basis-56">
              <span className="block font-medium break-words">{role.name}</span>
              <span className="block text-xs text-ink-faint">{summary(role)}</span>
            </span>
            <Badge>{role.members_count} {role.members_count === 1 ? "member" : "members"}</Badge>
            {role.id !== null && can("team.write") && role.permissions.every(can) && (
              <>
                <Button size="sm" onClick={() => setEdited(role)}>Change</Button>
                <Button size="icon-sm" variant="ghost" aria-label={`Delete role ${role.name}`} isBusy={remove.isPending && remove.variables === role.id} onClick={() => role.id !== null && remove.mutate(role.id, { onSuccess: () => toast.success("Deleted."), onError: (error) => toast.error(messageOf(error)) })}><Trash2 /></Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {edited !== null && <RoleDialog role={edited === "new" ? null : edited} offered={offered} onClose={() => setEdited(null)} />}
    </Card>
  );
}
