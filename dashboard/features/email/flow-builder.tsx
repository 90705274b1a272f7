"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Pause, Play, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { CardSkeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { flowQuery, segmentListQuery, templateListQuery, useFlowChange, type FlowChange, type FlowDetail } from "@/features/email/email-api";
import { FlowCanvas } from "@/features/email/flow-canvas";
import { insertNode, type Definition } from "@/features/email/flow-graph";
import { FlowRules } from "@/features/email/flow-rules";
import { NodeEditor } from "@/features/email/node-editor";
import { useCan } from "@/features/session/permissions";
import { useStore } from "@/features/session/store-context";
import { useLeaveGuard } from "@/features/shell/leave-guard";
import { useNamePage } from "@/features/shell/page-name";
import { messageOf } from "@/lib/api/errors";
import { counted } from "@/lib/format/count";
import { formatDateTime } from "@/lib/format/time";

function Versions({ detail, onTake }: { detail: FlowDetail; onTake: (definition: Definition) => void }) {
  const store = useStore();
  if (detail.versions.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Versions" hint="Whoever entered by one leaves by it." className="pb-3" />
      <ul className="text-sm">
        {detail.versions.map((version) => (
          <li key={version.number} className="flex items-center justify-between gap-3 border-t border-line px-5 py-2.5">
            <span><span className="font-medium">Version {version.number}</span><span className="block text-xs text-ink-faint">{formatDateTime(version.published_at, store.time_zone)} · {version.inside} inside</span></span>
            <Button size="sm" variant="ghost" onClick={() => onTake(version.definition as Definition)}>Edit from here</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Builder({ detail }: { detail: FlowDetail }) {
  const store = useStore();
  const isReadOnly = !useCan()("email.write");
  const templates = useQuery(templateListQuery(store.id, { per_page: 100 }));
  const segments = useQuery(segmentListQuery(store.id));
  const change = useFlowChange(store.id, detail.flow.id);
  const [draft, setDraft] = useState(detail.draft);
  const [selected, setSelected] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  // On narrow screens a step's fields stand below the whole picture: go there, or a tap seems to do nothing.
  const open = (id: string | null) => {
    setSelected(id);
    if (window.matchMedia("(width < 64rem)").matches) requestAnimationFrame(() => panel.current?.scrollIntoView({ behavior: "smooth", block: "start" }));
  };
  const isDirty = JSON.stringify(draft) !== JSON.stringify(detail.draft);
  useLeaveGuard(isDirty);
  const problems = isDirty ? [] : detail.problems;
  const loose = problems.filter(({ node, field }) => node === "" && !field.startsWith("trigger"));
  const run = (next: FlowChange, said: string) => change.mutateAsync(next).then((saved) => { setDraft(saved.draft); toast.success(said); return saved; }, (error: unknown) => { toast.error(messageOf(error)); return null; });
  const save = () => run({ save: { definition: draft } }, "Draft saved");
  async function publish() {
    const saved = isDirty ? await save() : detail;
    if (saved === null) return;
    if (saved.problems.length > 0) toast.error("The flow has mistakes. They are marked at its steps.");
    else await run({ verb: "publish" }, "Published for whoever enters from now on");
  }
  const { flow } = detail;
  return (
    <>
      <PageHeader title={flow.name} hint={flow.is_on ? `On. Inside: ${counted(flow.figures.inside, "person", "people")}.` : "Off. Nobody enters."} badge={<Badge tone={flow.is_on ? "good" : "neutral"} mark={flow.is_on ? "full" : "ring"}>{flow.is_on ? "On" : "Off"}</Badge>}>
        {!isReadOnly && (
          <>
            <Button disabled={!isDirty} isBusy={change.isPending} onClick={() => void save()}>Save draft</Button>
            <Button variant="primary" disabled={!isDirty && !flow.is_draft_changed} isBusy={change.isPending} onClick={() => void publish()}><Upload />Publish</Button>
            {flow.is_on
              ? <Button onClick={() => setAsking(true)}><Pause />Switch off</Button>
              : <Button disabled={flow.version_number === null} onClick={() => setAsking(true)}><Play />Switch on</Button>}
          </>
        )}
      </PageHeader>
      {loose.map((problem) => <Notice key={problem.code} tone="warn" icon={CircleAlert} className="mb-4">{problem.message}</Notice>)}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <FlowCanvas
          flow={draft}
          figures={detail.nodes}
          problems={problems}
          selected={selected}
          isReadOnly={isReadOnly}
          templateName={(id) => (id === null ? "No template yet" : (templates.data?.rows.find((row) => row.id === id)?.name ?? "Template"))}
          segmentName={(id) => segments.data?.find((segment) => segment.id === id)?.name ?? "Segment"}
          onSelect={open}
          onInsert={(slot, type) => { const made = insertNode(draft, slot, type); setDraft(made.flow); open(made.id); }}
        />
        <div ref={panel} className="scroll-mt-20 space-y-6 lg:sticky lg:top-20">
          {selected === null || !draft.nodes.some(({ id }) => id === selected)
            ? <FlowRules flow={draft} isReadOnly={isReadOnly} onChange={setDraft} />
            : <NodeEditor flow={draft} nodeId={selected} problems={problems} isReadOnly={isReadOnly} onChange={setDraft} onRemoved={() => { setSelected(null); document.getElementById("flow-start")?.focus(); }} />}
          <Versions detail={detail} onTake={(definition) => { setDraft(definition); setSelected(null); }} />
        </div>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={flow.is_on ? "Switch this flow off?" : "Switch this flow on?"}
        description={flow.is_on ? `Whoever is inside leaves at once (${counted(flow.figures.inside, "person", "people")}), and mails not yet sent are cancelled.` : "From now on people enter. Nothing from before this moment is caught up with."}
        confirmLabel={flow.is_on ? "Switch off" : "Switch on"}
        isDangerous={flow.is_on}
        isBusy={change.isPending}
        onConfirm={() => void run({ verb: flow.is_on ? "off" : "on" }, flow.is_on ? "Switched off" : "Switched on").then(() => setAsking(false))}
      />
    </>
  );
}

export function FlowBuilder({ flowId }: { flowId: string }) {
  const store = useStore();
  const query = useQuery(flowQuery(store.id, flowId));
  useNamePage(query.data?.flow.name);
  if (query.data === undefined) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <CardSkeleton lines={8} />;
  return <Builder key={flowId} detail={query.data} />;
}
