"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useKeyCreate } from "@/features/api-keys/api-key-api";
import { FormError } from "@/features/forms/form-error";
import { placeErrors } from "@/features/forms/server-errors";
import { useMember, useStore } from "@/features/session/store-context";
import { PermissionPicker } from "@/features/team/permission-picker";

const NEVER = /^(team|keys|audit|billing|payouts)\.|^store\.(create|close)$/;
const LIFETIMES = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "One year" },
  { days: 0, label: "No end" },
];

function endOf(days: number): string | null {
  return days === 0 ? null : new Date(Date.now() + days * 86_400_000).toISOString();
}

type Props = { onClose: () => void; onMade: (secret: string) => void };

export function KeyDialog({ onClose, onMade }: Props) {
  const store = useStore();
  const { permissions, stores } = useMember();
  const create = useKeyCreate();
  const [name, setName] = useState("");
  const [mode, setMode] = useState<"LIVE" | "TEST">("LIVE");
  const [storeId, setStoreId] = useState(store.id);
  const [days, setDays] = useState(90);
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const placed = create.isError ? placeErrors(create.error, ["name", "scopes"]) : null;
  const offered = permissions.filter((permission) => !NEVER.test(permission) && (mode === "LIVE" || permission.endsWith(".read")));
  const chosen = [...scopes].filter((scope) => offered.includes(scope));
  function submit(event: FormEvent) {
    event.preventDefault();
    const body = { name: name.trim(), mode, scopes: chosen, store_id: storeId === "" ? null : storeId, expires_at: endOf(days) };
    create.mutate(body, { onSuccess: ({ secret }) => onMade(secret) });
  }
  return (
    <Dialog isOpen onOpenChange={onClose} title="New API key" description="For programs that work with your stores. Never for people." className="max-w-xl">
      <form onSubmit={submit} noValidate className="space-y-5">
        <FormError message={placed?.form ?? placed?.fields.scopes ?? null} />
        <Field label="Name" error={placed?.fields.name} hint="What will use it; it stands in the audit log.">
          {(control) => <Input {...control} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} autoFocus />}
        </Field>
        <div className="grid gap-5 sm:grid-cols-3">
          <Field label="Reaches">
            {(control) => (
              <Select {...control} value={storeId} onChange={(event) => setStoreId(event.target.value)}>
                {stores.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
                <option value="">All stores</option>
              </Select>
            )}
          </Field>
          <Field label="Kind" hint={mode === "TEST" ? "Reads only." : undefined}>
            {(control) => (
              <Select {...control} value={mode} onChange={(event) => setMode(event.target.value === "TEST" ? "TEST" : "LIVE")}>
                <option value="LIVE">Live</option>
                <option value="TEST">Test</option>
              </Select>
            )}
          </Field>
          <Field label="Works for">
            {(control) => (
              <Select {...control} value={String(days)} onChange={(event) => setDays(Number(event.target.value))}>
                {LIFETIMES.map((one) => <option key={one.days} value={one.days}>{one.label}</option>)}
              </Select>
            )}
          </Field>
        </div>
        <PermissionPicker legend="May" offered={offered} chosen={new Set(chosen)} onChange={setScopes} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" isBusy={create.isPending} disabled={name.trim() === "" || chosen.length === 0}>Make the key</Button>
        </div>
      </form>
    </Dialog>
  );
}
