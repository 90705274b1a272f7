"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleSlash, Clock, KeyRound, Link2, TriangleAlert, Unplug } from "lucide-react";
import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { PurchaseSettingsCard } from "@/features/purchases/purchase-settings";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { pendingWrite } from "@/features/suppliers/pending-connection";
import { supplierListQuery, useSupplierConnect, useSupplierDisconnect, useSupplierKey, type SupplierConnection } from "@/features/suppliers/supplier-api";
import { ConnectionBadge } from "@/features/suppliers/supplier-status";
import { messageOf } from "@/lib/api/errors";
import { formatDateTime } from "@/lib/format/time";

function KeyDialog({ supplier, isOpen, onOpenChange }: { supplier: SupplierConnection; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const store = useStore();
  const connect = useSupplierKey(store.id);
  const [key, setKey] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    connect.mutate({ provider: supplier.provider, api_key: key.trim() }, {
      onSuccess: () => { toast.success(`${supplier.name} is connected.`); setKey(""); onOpenChange(false); },
    });
  }
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={`Connect ${supplier.name}`} description="Make a key in the supplier's developer settings. It is used once and not kept.">
      <form onSubmit={submit} className="space-y-4">
        <Field label="API key" error={connect.error ? messageOf(connect.error) : undefined}>
          {(control) => <Input {...control} value={key} autoComplete="off" spellCheck={false} onChange={(event) => setKey(event.target.value)} />}
        </Field>
        <div className="flex justify-end"><Button type="submit" variant="primary" isBusy={connect.isPending} disabled={key.trim() === ""}>Connect</Button></div>
      </form>
    </Dialog>
  );
}

function ConnectButton({ supplier }: { supplier: SupplierConnection }) {
  const store = useStore();
  const connect = useSupplierConnect(store.id);
  const [isAsking, setAsking] = useState(false);
  const isNew = supplier.status === "NOT_CONNECTED";
  const label = isNew ? "Connect" : "Connect again";
  function start() {
    if (supplier.method === "API_KEY") return setAsking(true);
    connect.mutate(supplier.provider, {
      onSuccess: ({ authorize_url: url }) => {
        pendingWrite({ storeId: store.id, provider: supplier.provider });
        window.location.assign(url);
      },
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  const isQuiet = supplier.status === "CONNECTED";
  return (
    <>
      <Button variant={isQuiet ? "secondary" : "primary"} isBusy={connect.isPending} onClick={start}>
        {supplier.method === "API_KEY" ? <KeyRound /> : <Link2 />}{label}
      </Button>
      <KeyDialog supplier={supplier} isOpen={isAsking} onOpenChange={setAsking} />
    </>
  );
}

function DisconnectButton({ supplier }: { supplier: SupplierConnection }) {
  const store = useStore();
  const disconnect = useSupplierDisconnect(store.id);
  const [isOpen, setOpen] = useState(false);
  function confirm() {
    disconnect.mutate(supplier.provider, {
      onSuccess: () => { toast.success(`${supplier.name} is disconnected.`); setOpen(false); },
      onError: (error) => toast.error(messageOf(error)),
    });
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}><Unplug />Disconnect</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={`Disconnect ${supplier.name}?`}
        description="Its tokens are forgotten. Purchases that are not placed yet wait until you connect again; placed ones are no longer followed."
        confirmLabel="Disconnect"
        isDangerous
        isBusy={disconnect.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

function Notes({ supplier, timeZone }: { supplier: SupplierConnection; timeZone: string }) {
  return (
    <>
      {!supplier.is_set_up && <Notice icon={CircleSlash}>This platform has no keys of {supplier.name} yet, so no store can connect. Its operator has to add them.</Notice>}
      {supplier.status === "EXPIRING" && supplier.refresh_expires_at && (
        <Notice icon={Clock} tone="warn">The connection ends on {formatDateTime(supplier.refresh_expires_at, timeZone)} and cannot be renewed by itself. Connect again before then.</Notice>
      )}
      {(supplier.status === "EXPIRED" || supplier.status === "REVOKED") && <Notice icon={TriangleAlert} tone="bad">The connection has ended: nothing is bought or followed until you connect again.</Notice>}
      {supplier.is_held_back && <Notice icon={Clock} tone="warn">{supplier.name} fails at the moment and is left alone{supplier.held_back_until ? ` until ${formatDateTime(supplier.held_back_until, timeZone)}` : ""}. Purchases wait and go on by themselves.</Notice>}
      {supplier.last_error && <Notice icon={TriangleAlert} tone="warn">{supplier.last_error}</Notice>}
    </>
  );
}

function SupplierCard({ supplier }: { supplier: SupplierConnection }) {
  const { time_zone: timeZone } = useStore();
  const canChange = useCan()("suppliers.write");
  const isConnected = supplier.status !== "NOT_CONNECTED";
  const rows: [string, string | null][] = [
    ["Account", supplier.account || null],
    ["Connected", supplier.connected_at && formatDateTime(supplier.connected_at, timeZone)],
    ["Access until", supplier.access_expires_at && `${formatDateTime(supplier.access_expires_at, timeZone)} (renewed by itself)`],
    ["Connection until", supplier.refresh_expires_at && formatDateTime(supplier.refresh_expires_at, timeZone)],
  ];
  return (
    <Card>
      <CardHeader title={supplier.name} hint={supplier.method === "OAUTH" ? "Connected on the supplier's own page" : "Connected with an API key"}>
        <ConnectionBadge status={supplier.status} />
      </CardHeader>
      <CardBody className="space-y-4 pt-3">
        <Notes supplier={supplier} timeZone={timeZone} />
        {isConnected && (
          <dl className="space-y-1.5 text-sm">
            {rows.filter(([, value]) => value).map(([label, value]) => (
              <div key={label} className="flex justify-between gap-4"><dt className="text-ink-faint">{label}</dt><dd className="text-right break-words">{value}</dd></div>
            ))}
          </dl>
        )}
        {canChange && supplier.is_set_up && (
          <div className="flex flex-wrap gap-2"><ConnectButton supplier={supplier} />{isConnected && <DisconnectButton supplier={supplier} />}</div>
        )}
      </CardBody>
    </Card>
  );
}

export function SupplierList() {
  const store = useStore();
  const list = useQuery(supplierListQuery(store.id));
  return (
    <>
      <PageHeader title="Suppliers" hint="Where products come from and who sends what is sold." />
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {list.isPending && <><CardSkeleton lines={5} /><CardSkeleton lines={5} /></>}
        {list.data?.map((supplier) => <SupplierCard key={supplier.provider} supplier={supplier} />)}
      </div>
      <PurchaseSettingsCard className="mt-5" />
    </>
  );
}
