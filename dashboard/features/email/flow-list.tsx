"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { flowListQuery, useFlowCreate, type FlowRow } from "@/features/email/email-api";
import { TRIGGERS } from "@/features/email/email-words";
import { DataTable, type Column } from "@/features/lists/data-table";
import { useCan } from "@/features/session/permissions";
import { useStore, useStorePath } from "@/features/session/store-context";
import { messageOf } from "@/lib/api/errors";

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)}%`;
}

const columns: Column<FlowRow>[] = [
  {
    key: "name",
    label: "Flow",
    className: "w-full",
    cell: (flow) => (
      <span className="min-w-0">
        <span className="block font-medium">{flow.name}</span>
        <span className="block text-xs text-ink-faint">{TRIGGERS[flow.trigger]?.label ?? flow.trigger}{flow.is_draft_changed && flow.version_number !== null && " · changes not published"}</span>
      </span>
    ),
  },
  { key: "state", label: "State", cell: (flow) => <Badge tone={flow.is_on ? "good" : "neutral"} mark={flow.is_on ? "full" : "ring"}>{flow.is_on ? "On" : "Off"}</Badge> },
  { key: "inside", label: "Inside", align: "right", isWideOnly: true, cell: ({ figures }) => figures.inside },
  { key: "sent", label: "Sent", align: "right", cell: ({ figures }) => figures.sent },
  { key: "opened", label: "Opened", align: "right", isWideOnly: true, cell: ({ figures }) => share(figures.opened, figures.sent) },
  { key: "clicked", label: "Clicked", align: "right", isWideOnly: true, cell: ({ figures }) => share(figures.clicked, figures.sent) },
];

function NewFlow({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const store = useStore();
  const path = useStorePath();
  const router = useRouter();
  const create = useFlowCreate(store.id);
  const [name, setName] = useState("");
  const start = () => create.mutate(name.trim(), {
    onSuccess: (made) => router.push(path(`email/flows/${made.flow.id}`)),
    onError: (error) => toast.error(messageOf(error)),
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="New flow"
      description="It stays off until you have published it and switched it on."
      footer={<Button variant="primary" disabled={name.trim() === ""} isBusy={create.isPending} onClick={start}>Make the flow</Button>}
    >
      <Field label="Name">{(control) => <Input {...control} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter" && name.trim() !== "") start(); }} />}</Field>
    </Dialog>
  );
}

export function FlowList() {
  const store = useStore();
  const path = useStorePath();
  const canWrite = useCan()("email.write");
  const [isNew, setNew] = useState(false);
  const list = useQuery(flowListQuery(store.id));
  const add = canWrite && <Button variant="primary" onClick={() => setNew(true)}><Plus />New flow</Button>;
  return (
    <>
      <PageHeader title="E-mail flows" hint="Mails that write themselves, each person at their own pace. Opens and clicks by machines are not counted.">{add}</PageHeader>
      <Card>
        {list.isError && list.data === undefined && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && <EmptyState icon={Workflow} title="No flows yet" actions={add}><p>The ready ones (welcome, abandoned cart, after the purchase, win back) appear within a minute of the store’s start.</p></EmptyState>}
        {list.data?.length !== 0 && !(list.isError && list.data === undefined) && <DataTable label="E-mail flows" columns={columns} rows={list.data} href={(flow) => path(`email/flows/${flow.id}`)} />}
      </Card>
      <NewFlow isOpen={isNew} onOpenChange={setNew} />
    </>
  );
}
