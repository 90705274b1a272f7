"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { CardSkeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { apiKeysQuery, useKeyRevoke, useKeyRotate } from "@/features/api-keys/api-key-api";
import { KeyDialog } from "@/features/api-keys/key-dialog";
import { KeySecret } from "@/features/api-keys/key-secret";
import { NotForYou } from "@/features/session/not-for-you";
import { IfCan, useCan, useMerchantId } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";
import type { ApiKey } from "@/lib/api/types";
import { formatAgo, formatDateTime, formatDay } from "@/lib/format/time";

const fail = (error: unknown) => toast.error(messageOf(error));

function RotateDialog({ apiKey, onClose, onMade }: { apiKey: ApiKey; onClose: () => void; onMade: (secret: string) => void }) {
  const rotate = useKeyRotate();
  const [hours, setHours] = useState(24);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={`A new secret for “${apiKey.name}”?`}
      description="Scopes and name stay. The old secret works on for a while, so that nothing stops while you change it."
      confirmLabel="Make a new secret"
      isBusy={rotate.isPending}
      onConfirm={() => rotate.mutate({ id: apiKey.id, hours }, { onSuccess: ({ secret }) => { onClose(); onMade(secret); }, onError: fail })}
    >
      <Field label="The old one works for">
        {(control) => (
          <Select {...control} value={String(hours)} onChange={(event) => setHours(Number(event.target.value))}>
            {[0, 1, 24, 72, 168].map((one) => <option key={one} value={one}>{one === 0 ? "not a moment more" : one === 1 ? "1 hour" : `${one} hours`}</option>)}
          </Select>
        )}
      </Field>
    </ConfirmDialog>
  );
}

function KeyRow({ apiKey, onMade }: { apiKey: ApiKey; onMade: (secret: string) => void }) {
  const store = useStore();
  const revoke = useKeyRevoke();
  const [asked, setAsked] = useState<"rotate" | "revoke" | null>(null);
  const used = apiKey.last_used_at ? `used ${formatAgo(apiKey.last_used_at, store.time_zone)} from ${apiKey.last_used_address}` : "never used";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-5 py-3.5 text-sm first:border-t-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{apiKey.name}</span>
          {apiKey.mode === "TEST" && <Badge tone="info">Test</Badge>}
          {apiKey.is_expired && <Badge tone="bad">Ran out</Badge>}
        </span>
        <span className="mt-0.5 block text-xs break-words text-ink-faint">
          <code className="font-mono">{apiKey.hint}…</code> · {apiKey.store_name || "all stores"} · {used}
        </span>
        <span className="block text-xs break-words text-ink-faint">
          {apiKey.scopes.join(", ")} · {apiKey.expires_at ? `${apiKey.is_expired ? "ran out" : "until"} ${formatDay(apiKey.expires_at, store.time_zone)}` : "no end"}
          {apiKey.overlap_until && ` · old secret until ${formatDateTime(apiKey.overlap_until, store.time_zone)}`}
        </span>
      </span>
      <IfCan permission="keys.write">
        <Button size="sm" onClick={() => setAsked("rotate")}>Rotate</Button>
        <Button size="sm" variant="ghost" onClick={() => setAsked("revoke")}>Revoke</Button>
      </IfCan>
      {asked === "rotate" && <RotateDialog apiKey={apiKey} onClose={() => setAsked(null)} onMade={onMade} />}
      <ConfirmDialog
        isOpen={asked === "revoke"}
        onOpenChange={() => setAsked(null)}
        title={`Revoke “${apiKey.name}”?`}
        description="Whatever uses it is refused from now on. This cannot be taken back."
        confirmLabel="Revoke"
        isDangerous
        isBusy={revoke.isPending}
        onConfirm={() => revoke.mutate(apiKey.id, { onSuccess: () => toast.success("Revoked."), onError: fail, onSettled: () => setAsked(null) })}
      />
    </li>
  );
}

function Keys() {
  const keys = useQuery(apiKeysQuery(useMerchantId()));
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const create = <IfCan permission="keys.write"><Button variant="primary" onClick={() => setMaking(true)}><Plus />New key</Button></IfCan>;
  return (
    <>
      <PageHeader title="API keys" hint="For programs; each with its own rights, limit and end.">{create}</PageHeader>
      {keys.isPending && <CardSkeleton lines={5} className="max-w-3xl" />}
      {!keys.isPending && (
        <Card className="max-w-3xl">
          {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
          {keys.data?.rows.length === 0 && (
            <EmptyState icon={KeyRound} title="No keys yet" actions={create}><p>Let a warehouse, an accounting tool or a script of yours read orders or change products.</p></EmptyState>
          )}
          <ul>{keys.data?.rows.map((one) => <KeyRow key={one.id} apiKey={one} onMade={setSecret} />)}</ul>
        </Card>
      )}
      {isMaking && <KeyDialog onClose={() => setMaking(false)} onMade={(made) => { setMaking(false); setSecret(made); }} />}
      {secret !== null && <KeySecret secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

export function ApiKeyPage() {
  if (!useCan()("keys.read")) return <NotForYou title="API keys" />;
  return <Keys />;
}
