"use client";

import type { ComponentProps } from "react";
import { Select } from "@/components/ui/select";
import { useCan } from "@/features/session/permissions";
import type { Grant } from "@/features/team/team-api";
import type { TeamRole } from "@/lib/api/types";

export function grantKey(grant: { role: string; custom_role_id: string | null }): string {
  return grant.custom_role_id ?? grant.role;
}

export function grantOf(key: string, roles: TeamRole[]): Grant {
  const role = roles.find((one) => (one.id ?? one.role) === key);
  return { role: role?.role ?? "VIEWER", custom_role_id: role?.id ?? null };
}

type Props = Omit<ComponentProps<typeof Select>, "value" | "onChange"> & { roles: TeamRole[]; value: string; onValue: (key: string) => void };

/** The roles this member may give: none that holds more than they have themselves. */
export function RoleSelect({ roles, value, onValue, ...rest }: Props) {
  const can = useCan();
  const offered = roles.filter((role) => (role.id ?? role.role) === value || role.permissions.every(can));
  return (
    <Select {...rest} value={value} onChange={(event) => onValue(event.target.value)}>
      {offered.map((role) => <option key={role.id ?? role.role} value={role.id ?? role.role}>{role.name}</option>)}
    </Select>
  );
}
